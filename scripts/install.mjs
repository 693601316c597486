/**
 * Installs the dependencies when they are missing or older than the lock file. Plain JavaScript for Node 20, since it runs before
 * anything is installed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

const marker = join(root, 'node_modules', '.spinel-lock-sha256');
const binaries = join(root, 'node_modules', '.bin');

/** The environment in which the repository's own Node and tools come first. */
export const environment = {
  ...process.env,
  PATH: `${binaries}${delimiter}${process.env.PATH ?? ''}`,
  // The CPU runtime is part of the package; its install script would fetch the CUDA files from outside the registry.
  ONNXRUNTIME_NODE_INSTALL: 'skip',
  npm_config_fund: 'false',
  npm_config_audit: 'false',
};

/** Runs a command in the root of the repository and ends this process with its status where it fails. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    env: environment,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    ...options,
  });
  if (result.error) {
    console.error(`${command} could not be started: ${result.error.message}`);
    process.exit(3);
  }
  if (result.status !== 0 && !options.mayFail) {
    process.exit(result.status ?? 3);
  }
  return result;
}

/** Brings node_modules to the state of the lock file. */
export function ensureInstalled() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const complete = existsSync(marker) && readFileSync(marker, 'utf8') === lock && existsSync(binaries);
  if (complete) {
    return;
  }
  console.log('Installing the dependencies (about a minute) …');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(marker, lock);
}
