#!/usr/bin/env node
/**
 * Bundles what runs on a user's machine: the extension, the server with its two child processes, and the pages.
 *
 *   node scripts/build.mjs                once, with source maps
 *   node scripts/build.mjs --watch        again at every change
 *   node scripts/build.mjs --production   minified, without source maps
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/** CommonJS dependencies inside an ES module call `require`, which an ES module does not have by itself. */
const requireBanner =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/** @type {esbuild.BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  // Stack traces in a user's log have to name functions even where the bundle is minified.
  keepNames: true,
  legalComments: 'none',
  logLevel: 'warning',
  charset: 'utf8',
};

/** The extension host loads CommonJS; Node 22 is what VS Code 1.101 brings. */
const extension = {
  ...common,
  entryPoints: ['client/src/extension.ts'],
  outfile: 'client/dist/extension.cjs',
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  external: ['vscode'],
};

/** The native runtime stays beside the bundles, since its binaries are found by path. */
function nodeProcess(entry, outfile) {
  return {
    ...common,
    entryPoints: [entry],
    outfile,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: { js: requireBanner },
    external: ['onnxruntime-node'],
  };
}

const page = {
  ...common,
  entryPoints: [
    { in: 'webviews/src/results/page.ts', out: 'results' },
    { in: 'webviews/src/results/page.css', out: 'results' },
  ],
  outdir: 'webviews/dist',
  platform: 'browser',
  target: 'chrome128',
  format: 'iife',
};

const bundles = [
  extension,
  nodeProcess('server/src/main.ts', 'server/dist/server.mjs'),
  nodeProcess('server/src/inference/process.ts', 'server/dist/inference.mjs'),
  nodeProcess('server/src/cli/main.ts', 'server/dist/cli.mjs'),
  page,
];

function entryOf(bundle) {
  const [entry] = bundle.entryPoints;
  return typeof entry === 'string' ? entry : entry.in;
}

const present = bundles.filter((bundle) => {
  const exists = existsSync(path.join(root, entryOf(bundle)));
  if (!exists) console.error(`skipped: ${entryOf(bundle)} is missing`);
  return exists;
});

async function buildOnce() {
  const started = performance.now();
  await Promise.all(present.map((bundle) => esbuild.build(bundle)));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.error(`built ${present.length} bundles in ${seconds} s`);
}

/** The editor's task recognises the two lines that frame a rebuild. */
const announceRebuilds = {
  name: 'announce-rebuilds',
  setup(build) {
    build.onStart(() => console.error('[watch] build started'));
    build.onEnd(() => console.error('[watch] build finished'));
  },
};

async function buildAndWatch() {
  const contexts = await Promise.all(
    present.map((bundle) => esbuild.context({ ...bundle, plugins: [announceRebuilds] })),
  );
  await Promise.all(contexts.map((context) => context.watch()));
}

try {
  await (watch ? buildAndWatch() : buildOnce());
} catch {
  // esbuild has printed what is wrong already.
  process.exitCode = 1;
}
