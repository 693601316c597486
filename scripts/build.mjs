#!/usr/bin/env node
/**
 * Bundles what runs on a user's machine.
 *
 *   node scripts/build.mjs                once, with source maps
 *   node scripts/build.mjs --watch        again at every change
 *   node scripts/build.mjs --production   minified, without source maps
 */
import * as esbuild from 'esbuild';
import { bundles } from './bundles.mjs';

const all = bundles({ production: process.argv.includes('--production') });

async function buildOnce() {
  const started = performance.now();
  await Promise.all(all.map((bundle) => esbuild.build(bundle)));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.error(`built ${all.length} bundles in ${seconds} s`);
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
  const contexts = await Promise.all(all.map((bundle) => esbuild.context({ ...bundle, plugins })));
  await Promise.all(contexts.map((context) => context.watch()));
}

try {
  await (process.argv.includes('--watch') ? buildAndWatch() : buildOnce());
} catch (error) {
  // esbuild has printed its own findings already.
  if (!('errors' in error)) console.error(error);
  process.exitCode = 1;
}
