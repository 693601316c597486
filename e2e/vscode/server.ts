/** Starts the VS Code server, and Chromium as its window. */
import { spawn } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { serverMain } from './setup.ts';

/** Settings that keep a window quiet, for all tests. */
const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'git.enabled': false,
};

/** VS Code 1.139 does not start on an older Node. */
const leastNode = 22;

function node(): string {
  if (Number(process.versions.node.split('.')[0]) < leastNode) {
    throw new Error(
      `VS Code needs Node ${leastNode} or later, this is ${process.version}. Run with the repository's own: node_modules/.bin/node.`,
    );
  }
  return process.execPath;
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function untilReady(
  address: string,
  state: { readonly code: number | undefined },
  log: string,
  limitMs: number,
): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (Date.now() < deadline && state.code === undefined) {
    const answer = await fetch(`${address}/version`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const end = (await readFile(log, 'utf8').catch(() => '')).slice(-2000);
  throw new Error(
    `The VS Code server did not answer within ${limitMs / 1000} s. The end of its log:\n${end}`,
  );
}

/** Trusts every workspace, as a user does who has said so. */
export const trustingArguments = ['--disable-workspace-trust'] as const;

export interface ServerFolders {
  /** The server's own data: settings, logs, state. */
  readonly data: string;
  readonly extensions: string;
}

export interface RunningServer {
  readonly port: number;
  readonly address: string;
  /** Resolves when the server has ended, whoever ended it. */
  readonly exited: Promise<void>;
  stop(): Promise<void>;
}

export async function startServer(
  options: ServerFolders & { readonly arguments: readonly string[] },
): Promise<RunningServer> {
  await mkdir(options.extensions, { recursive: true });
  await mkdir(path.join(options.data, 'data', 'Machine'), { recursive: true });
  await writeFile(
    path.join(options.data, 'data', 'Machine', 'settings.json'),
    JSON.stringify(quietSettings, null, 2),
  );
  const port = await freePort();
  const log = path.join(options.data, 'server.log');
  const server = spawn(
    node(),
    [
      serverMain,
      ...['--host', '127.0.0.1', '--port', String(port)],
      ...['--server-data-dir', options.data, '--extensions-dir', options.extensions],
      ...['--without-connection-token', '--accept-server-license-terms', '--telemetry-level', 'off'],
      ...options.arguments,
    ],
    { stdio: ['ignore', openSync(log, 'w'), openSync(log, 'a')] },
  );
  const state: { code: number | undefined } = { code: undefined };
  const exited = new Promise<void>((resolve) => {
    server.once('exit', (code) => {
      state.code = code ?? -1;
      resolve();
    });
  });
  const address = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    server.kill();
    await exited;
  };
  try {
    await untilReady(address, state, log, 30_000);
  } catch (error) {
    server.kill('SIGKILL');
    throw error;
  }
  return { port, address, exited, stop };
}

/** Installs a packaged extension into a folder of extensions. */
export async function installExtension(vsix: string, options: ServerFolders): Promise<void> {
  const args = ['--install-extension', vsix, '--force'];
  const folders = ['--server-data-dir', options.data, '--extensions-dir', options.extensions];
  const installer = spawn(node(), [serverMain, ...folders, '--accept-server-license-terms', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [installer.stdout, installer.stderr]) {
    stream.on('data', (chunk) => {
      output += String(chunk);
    });
  }
  const code = await new Promise((resolve) => installer.once('exit', resolve));
  if (code !== 0) throw new Error(`Installing ${vsix} ended with status ${code}:\n${output}`);
}

const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where Chromium is; `CHROMIUM_PATH` names another one. */
function browserPath(): string {
  const found = [process.env.CHROMIUM_PATH, ...browsers].find(
    (file) => file !== undefined && existsSync(file),
  );
  if (found === undefined) {
    throw new Error('No Chromium found. On Debian: apt-get install chromium. Elsewhere, set CHROMIUM_PATH.');
  }
  return found;
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: browserPath(),
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
