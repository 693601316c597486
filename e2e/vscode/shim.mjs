#!/usr/bin/env node
/**
 * Takes the command line that `@vscode/test-electron` gives to the VS Code executable, and obeys it with the VS Code server and
 * Chromium, so that the same tests run on a machine without a display and without a download of VS Code.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openBrowser, startServer, trustingArguments } from './server.ts';

/** Longer than the tests' own limits together; it ends what hangs before any test is run. */
const limitMs = Number(process.env.VSCODE_SHIM_TIMEOUT_MS ?? 150_000);
/** Exit codes beside those of the tests. */
const serverEnded = 3;
const tookTooLong = 4;

const commandLine = process.argv.slice(2);
const workspace = commandLine.find((argument) => !argument.startsWith('-'));

function option(name) {
  const prefix = `--${name}=`;
  return commandLine
    .filter((argument) => argument.startsWith(prefix))
    .map((argument) => argument.slice(prefix.length));
}

function address(server) {
  const remote = (file) => `vscode-remote://127.0.0.1:${server.port}${path.resolve(file)}`;
  const payload = ['extensionDevelopmentPath', 'extensionTestsPath'].flatMap((name) =>
    option(name).map((file) => [name, remote(file)]),
  );
  const query = new URLSearchParams({
    ...(workspace === undefined ? { ew: 'true' } : { folder: path.resolve(workspace) }),
    payload: JSON.stringify(payload),
  });
  return `${server.address}/?${query}`;
}

async function obey(server, browser) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const { promise, resolve } = Promise.withResolvers();
  await page.exposeFunction('codeAutomationLog', (type, values) =>
    (type === 'error' ? console.error : console.log)(...values),
  );
  await page.exposeFunction('codeAutomationExit', (code) => resolve(code));
  server.exited.then(() => resolve(serverEnded));
  const timer = setTimeout(() => {
    console.error(`The tests did not end within ${limitMs / 1000} s.`);
    resolve(tookTooLong);
  }, limitMs);
  await page.goto(address(server));
  const code = await promise;
  clearTimeout(timer);
  if (code === serverEnded) console.error('The VS Code server ended before the tests did.');
  return code;
}

async function main() {
  const data = await mkdtemp(path.join(os.tmpdir(), 'spinel-vscode-'));
  const server = await startServer({
    data,
    extensions: option('extensions-dir')[0] ?? path.join(data, 'extensions'),
    arguments: [...trustingArguments, '--enable-smoke-test-driver'],
  });
  const browser = await openBrowser();
  try {
    return await obey(server, browser);
  } finally {
    await browser.close();
    await server.stop();
    await rm(data, { recursive: true, force: true });
  }
}

process.exitCode = await main();
