/** The real command as a child process, for tests. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, vi } from 'vitest';

// Every test here starts processes, which takes its time where the machine is busy with other tests.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

export const repository = fileURLToPath(new URL('../../../../', import.meta.url));
const launcher = path.join(repository, 'server/bin/spinel.mjs');

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Options {
  readonly models?: string;
  readonly input?: string | Buffer;
  readonly directory?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** The Node that starts the launcher; this one where undefined. */
  readonly node?: string;
}

/** Starts `spinel` from the sources with plain output. */
export function start(args: readonly string[], options: Options = {}): ChildProcessWithoutNullStreams {
  const child = spawn(options.node ?? process.execPath, [launcher, ...args], {
    cwd: options.directory ?? repository,
    env: {
      ...process.env,
      SPINEL_FROM_SOURCE: '1',
      NO_COLOR: '1',
      SPINEL_MODELS: options.models ?? path.join(repository, 'no-such-models'),
      ...options.environment,
    },
  });
  // A command may end without reading all of its input.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  return child;
}

/** Runs `spinel` to its end. */
export function spinel(args: readonly string[], options: Options = {}): Promise<Outcome> {
  return outcomeOf(start(args, options));
}

export function outcomeOf(child: ChildProcessWithoutNullStreams): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }),
    );
  });
}

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'spinel-cli-'));
  folders.push(folder);
  return folder;
}

/** Output without what differs from one machine or moment to the next. */
export function steady(text: string, folder = ''): string {
  return (folder === '' ? text : text.replaceAll(folder, 'FOLDER'))
    .replaceAll(repository, '')
    .replace(/\d[\d,.]* rows\/s/g, 'N rows/s')
    .replace(/\b(in|about) (\d+ (h|min) )?\d+(\.\d+)? (s|min|h)\b/g, '$1 TIME')
    .replace(/with \d+ MB of memory/g, 'with N MB of memory')
    .replace(/"(countingSeconds|peakMemoryBytes|seconds|rowsPerSecond)": [\d.e-]+/g, '"$1": 0');
}
