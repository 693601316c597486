#!/usr/bin/env node
/**
 * Bundles what runs on a user's machine.
 *
 *   node scripts/build.mjs                once, with source maps
 *   node scripts/build.mjs --watch        again at every change
 *   node scripts/build.mjs --production   minified, without source maps
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { bundles, root } from './bundles.mjs';

const all = bundles({ production: process.argv.includes('--production') });

function entryOf(bundle) {
  const [entry] = bundle.entryPoints;
  return typeof entry === 'string' ? entry : entry.in;
}

const present = all.filter((bundle) => {
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

/** The editor's task waits for the second of these lines; there are several bundles, so it comes when none is being made. */
function announceRebuilds() {
  let going = 0;
  return {
    name: 'announce-rebuilds',
    setup(build) {
      build.onStart(() => {
        if (going === 0) console.error('[watch] build started');
        going += 1;
      });
      build.onEnd(() => {
        going -= 1;
        if (going === 0) console.error('[watch] all built');
      });
    },
  };
}

async function buildAndWatch() {
  const plugins = [announceRebuilds()];
  const contexts = await Promise.all(present.map((bundle) => esbuild.context({ ...bundle, plugins })));
  await Promise.all(contexts.map((context) => context.watch()));
}

try {
  await (process.argv.includes('--watch') ? buildAndWatch() : buildOnce());
} catch (error) {
  // esbuild has printed its own findings already.
  if (!('errors' in error)) console.error(error);
  process.exitCode = 1;
}
