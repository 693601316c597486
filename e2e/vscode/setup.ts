/**
 * A real VS Code for machines that have nothing but npm: the `code-server` package holds the VS Code server and its workbench, of
 * which the plain server is started and shown in Chromium. Installed once, into an ignored folder of the repository.
 *
 *   node e2e/vscode/setup.ts
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const version = '4.139.1';
const root = fileURLToPath(new URL('../..', import.meta.url));

export const folder = path.join(root, '.cache', 'vscode-server');
const vscode = path.join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
/** The server's main module. */
export const serverMain = path.join(vscode, 'out', 'server-main.js');
const marker = path.join(folder, 'installed-version');

const installTimeoutMs = 240_000;

function npm(cwd: string, args: readonly string[]): void {
  const result = spawnSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: installTimeoutMs,
    // A workspace's own settings would make npm look for this folder among its members.
    env: { ...process.env, npm_config_workspaces: undefined, npm_config_workspace: undefined },
    shell: process.platform === 'win32',
  });
  if (result.error !== undefined) throw new Error(`npm could not be run: ${result.error.message}`);
  if (result.status !== 0) {
    throw new Error(
      `npm ${args[0]} ended with status ${result.status} in ${cwd}; the npm registry must be reachable.`,
    );
  }
}

async function installedVersion(): Promise<string | undefined> {
  return existsSync(serverMain) ? readFile(marker, 'utf8').catch(() => undefined) : undefined;
}

/** Installs the server where it is missing or of another version; half an installation is done again. */
export async function ensureServer(): Promise<void> {
  if ((await installedVersion()) === version) return;
  console.error(
    `installing VS Code from code-server ${version} into ${path.relative(root, folder)} (about 30 s)`,
  );
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), '{ "private": true }\n');
  // The install scripts would build native modules that the packages carry already.
  npm(folder, ['install', '--no-save', '--ignore-scripts', `code-server@${version}`]);
  // Optional dependencies stay: the file watcher's binary is one of them.
  npm(vscode, ['install', '--omit=dev', '--ignore-scripts']);
  await writeFile(marker, version);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await ensureServer();
  console.error(`VS Code is in ${path.relative(root, folder)}`);
}
