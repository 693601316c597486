#!/usr/bin/env node
/**
 * Starts the `spinel` command: the bundle where one is built, the sources otherwise. Plain JavaScript that Node 18 understands, since
 * it is what finds out that the Node at hand is too old.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const server = dirname(dirname(fileURLToPath(import.meta.url)));
const bundle = join(server, 'dist', 'cli.mjs');
const source = join(server, 'src', 'cli', 'main.ts');
const fromSource = !existsSync(bundle) || process.env.SPINEL_FROM_SOURCE === '1';

/** The bundle is written for Node 22; the sources need a Node that strips types by itself. */
function isNewEnough() {
  const major = Number(process.versions.node.split('.')[0]);
  return major >= 22 && (!fromSource || Boolean(process.features.typescript));
}

function repositoryNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const candidates = [
    join(server, '..', 'node_modules', 'node', 'bin', name),
    join(server, '..', 'node_modules', '.bin', name),
    join(server, 'node_modules', 'node', 'bin', name),
  ];
  return candidates.find((file) => file !== process.execPath && existsSync(file));
}

/** Runs the command in the repository's own Node and ends as it ends. */
function runWith(node) {
  const environment = { ...process.env, SPINEL_RESTARTED: '1' };
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: environment,
  });
  // Ctrl+C on a terminal reaches the whole group of processes; this one only has to live until the child has tidied up.
  const onTerminal = [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY);
  process.on('SIGINT', () => {
    if (!onTerminal) child.kill('SIGINT');
  });
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`error SP9001: The repository's own Node could not be started: ${error.message}`);
    process.exitCode = 3;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
}

if (isNewEnough()) {
  await import(pathToFileURL(fromSource ? source : bundle).href);
} else {
  const node = process.env.SPINEL_RESTARTED ? undefined : repositoryNode();
  if (node) {
    runWith(node);
  } else {
    console.error(
      `error SP9001: spinel needs Node 22 or later, and this is Node ${process.versions.node}.\n` +
        '  Install a newer Node, or run "npm install" in the repository, which brings one along.',
    );
    process.exitCode = 3;
  }
}
