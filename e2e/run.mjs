#!/usr/bin/env node
/**
 * All tests in a real VS Code. Builds and packages the extension first, and closes with the line "N passed, N failed".
 *
 *   node e2e/run.mjs               everything
 *   node e2e/run.mjs extension     only the tests inside the extension host
 *   node e2e/run.mjs workbench     only those that look at the window, with the packaged extension installed
 *   SPINEL_E2E_ONLY=hover node e2e/run.mjs    only those whose name has this in it
 *   node e2e/run.mjs --download    the extension host of a downloaded VS Code, for a machine with a display and internet
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

// The tests are TypeScript and VS Code wants a recent Node; the repository brings its own.
const own = path.join(root, 'node_modules', '.bin', 'node');
if (Number(process.versions.node.split('.')[0]) < 24 && process.env.SPINEL_E2E_OWN_NODE === undefined) {
  const env = {
    ...process.env,
    SPINEL_E2E_OWN_NODE: '1',
    PATH: `${path.dirname(own)}${path.delimiter}${process.env.PATH}`,
  };
  const again = spawnSync(own, process.argv.slice(1), { stdio: 'inherit', env });
  process.exit(again.status ?? 1);
}

const asked = process.argv.slice(2);
const download = asked.includes('--download');
const wanted = asked.filter((argument) => !argument.startsWith('-'));
const runs = (part) => wanted.length === 0 || wanted.includes(part);

function script(name, ...args) {
  const result = spawnSync(process.execPath, [`scripts/${name}`, ...args], { cwd: root, stdio: 'inherit' });
  if (result.status !== 0) throw new Error(`scripts/${name} ended with status ${result.status}.`);
}

const outcomes = [];
if (!download) {
  const { ensureServer } = await import('./vscode/setup.ts');
  await ensureServer();
}
script('build.mjs');
if (runs('extension')) {
  console.log('in the extension host:');
  const { runExtensionTests } = await import('./extension/run.ts');
  outcomes.push(await runExtensionTests(download));
}
if (runs('workbench') && !download) {
  script('package.mjs');
  console.log('in the window, with the packaged extension:');
  const { runWorkbenchTests } = await import('./workbench/run.ts');
  outcomes.push(await runWorkbenchTests());
}
const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
