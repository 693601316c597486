/** Runs the tests of the extension in a real VS Code: the shim's where there is no display, a downloaded one with `--download`. */
import { createWriteStream } from 'node:fs';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { runTests } from '@vscode/test-electron';
import * as esbuild from 'esbuild';
import type { Outcome } from '../scenarios.ts';

const e2e = fileURLToPath(new URL('..', import.meta.url));
const root = path.dirname(path.resolve(e2e));

async function bundleSuite(): Promise<string> {
  const outfile = path.join(root, '.cache', 'e2e', 'suite.cjs');
  await esbuild.build({
    entryPoints: [path.join(e2e, 'extension', 'suite.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return outfile;
}

/** The host says much about itself; all of it goes to a log, and the scenarios' own lines to the terminal as well. */
function hostOutput(log: Writable): Writable {
  return new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      const lines = chunk.toString().split('\n');
      for (const line of lines) if (/^ {2}(ok|FAILED) /.test(line)) console.log(line);
      log.write(chunk, done);
    },
  });
}

export async function runExtensionTests(download: boolean): Promise<Outcome> {
  const suite = await bundleSuite();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'spinel-e2e-'));
  const workspace = path.join(folder, 'workspace');
  const outcomeFile = path.join(folder, 'outcome.json');
  const logFile = path.join(root, '.cache', 'e2e', 'extension-host.log');
  const output = hostOutput(createWriteStream(logFile));
  await cp(path.join(e2e, 'fixtures', 'workspace'), workspace, { recursive: true });
  try {
    await runTests({
      ...(download ? {} : { vscodeExecutablePath: path.join(e2e, 'vscode', 'shim.mjs') }),
      extensionDevelopmentPath: root,
      extensionTestsPath: suite,
      stdout: output,
      stderr: output,
      extensionTestsEnv: { SPINEL_E2E_OUTCOME: outcomeFile },
      launchArgs: [
        workspace,
        `--user-data-dir=${path.join(folder, 'user')}`,
        `--extensions-dir=${path.join(folder, 'extensions')}`,
      ],
    }).catch((error: unknown) => output.write(`\n${String(error)}\n`));
    // Failed scenarios are in the outcome; a host that wrote none is a failure of its own.
    const outcome = await readOutcome(outcomeFile);
    if (outcome === undefined) console.error(`VS Code ended before its tests did; see ${logFile}.`);
    return outcome ?? { passed: 0, failed: 1 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readOutcome(file: string): Promise<Outcome | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Outcome);
}
