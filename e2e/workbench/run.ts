/** Installs the packaged extension into the VS Code server and looks at the window. */
import { cp, glob, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expectThat, type Outcome, runScenarios, type Scenario } from '../scenarios.ts';
import {
  installExtension,
  openBrowser,
  type ServerFolders,
  startServer,
  trustingArguments,
} from '../vscode/server.ts';
import { editorScenarios } from './editor.ts';
import { restrictedScenarios } from './restricted.ts';
import { resultsScenarios } from './results.ts';
import { setTheme } from './themes.ts';
import { WorkbenchWindow } from './window.ts';

const e2e = fileURLToPath(new URL('..', import.meta.url));
const root = path.dirname(path.resolve(e2e));
const screenshots = path.join(root, '.cache', 'screenshots');

async function packagedExtension(): Promise<string> {
  const target = `${process.platform}-${process.arch}`;
  const pattern = `.cache/package/spinel-studio-${target}-*.vsix`;
  for await (const file of glob(pattern, { cwd: root })) return path.join(root, file);
  throw new Error('There is no packaged extension. Run: node scripts/package.mjs');
}

/** A folder of its own with the test workspace and the packaged extension. */
async function prepare(): Promise<{ folder: string; workspace: string; folders: ServerFolders }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'spinel-window-'));
  const workspace = path.join(folder, 'workspace');
  const folders = { data: path.join(folder, 'data'), extensions: path.join(folder, 'extensions') };
  await cp(path.join(e2e, 'fixtures', 'workspace'), workspace, { recursive: true });
  await mkdir(path.join(workspace, '.vscode'), { recursive: true });
  await setTheme(workspace, 'Default Light Modern');
  await installExtension(await packagedExtension(), folders);
  return { folder, workspace, folders };
}

/** Opens a window on a fresh server and runs scenarios in it. */
async function inWindow(
  serverArguments: readonly string[],
  scenariosOf: (window: WorkbenchWindow, workspace: string) => readonly Scenario[],
): Promise<Outcome> {
  const { folder, workspace, folders } = await prepare();
  const server = await startServer({ ...folders, arguments: serverArguments });
  const browser = await openBrowser();
  try {
    const window = await WorkbenchWindow.open(browser, server, workspace, screenshots);
    const only = process.env.SPINEL_E2E_ONLY ?? '';
    const scenarios = scenariosOf(window, workspace).filter(({ name }) => name.includes(only));
    return await runScenarios(scenarios, {
      limitMs: 90_000,
      report: (line) => console.log(line),
      onFailure: ({ name }) => window.screenshot(`failed-${name.replaceAll(/\W+/g, '-')}`),
    });
  } finally {
    await browser.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The files of the extension as a user gets it. */
async function installedFiles(): Promise<readonly string[]> {
  const { folder, folders } = await prepare();
  try {
    const files = await readdir(folders.extensions, { recursive: true, withFileTypes: true });
    return files.filter((file) => file.isFile()).map((file) => path.join(file.parentPath, file.name));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const packaging: Scenario = {
  name: 'the package holds what it needs, native files of one platform, and no sources',
  run: async () => {
    const files = await installedFiles();
    const has = (pattern: RegExp) => files.some((file) => pattern.test(file));
    const needed = [
      /LICENSE/i,
      /THIRD-PARTY-NOTICES/,
      /models.manifest\.json$/,
      /\.onnx$/,
      /SP1001\.md$/,
      /spinel$/,
    ];
    const missing = needed.filter((pattern) => !has(pattern));
    expectThat(missing.length === 0, `Missing: ${missing.join(', ')}.`);
    const native = new Set(files.flatMap((file) => /napi-v\d+.([^/\\]+.[^/\\]+)/.exec(file)?.[1] ?? []));
    expectThat(native.size === 1, `Native files for: ${[...native].join(', ')}.`);
    const foreign = files.filter((file) => /\.(ts|map|py)$|cuda|[\\/]src[\\/]/.test(file));
    expectThat(foreign.length === 0, `Not to be shipped: ${foreign.join(', ')}.`);
  },
};

export async function runWorkbenchTests(): Promise<Outcome> {
  await rm(screenshots, { recursive: true, force: true });
  const packaged = await runScenarios([packaging], { limitMs: 60_000, report: (line) => console.log(line) });
  const trusting = await inWindow(trustingArguments, (window, folder) => [
    ...editorScenarios(window),
    ...resultsScenarios(window, folder),
  ]);
  const restricted = await inWindow([], restrictedScenarios);
  return {
    passed: packaged.passed + trusting.passed + restricted.passed,
    failed: packaged.failed + trusting.failed + restricted.failed,
  };
}
