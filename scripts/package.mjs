#!/usr/bin/env node
/**
 * Makes one .vsix per platform, in `.cache/package`.
 *
 *   node scripts/package.mjs                     for this machine
 *   node scripts/package.mjs win32-x64 …         for these platforms
 *   node scripts/package.mjs all                 for every platform that the ONNX runtime supports
 *
 * vsce does not understand npm workspaces: it would follow their links and take in every development dependency. So the files of the
 * allow-list `.vscodeignore` are copied to a folder of their own, beside bundles made for it, and packaged there.
 */
import { copyFile, glob, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import * as esbuild from 'esbuild';
import { bundles, root } from './bundles.mjs';
import { thirdPartyNotices } from './notices.mjs';

const output = path.join(root, '.cache', 'package');
/** Packages that are shipped as they are, since their native files are found by path. */
const shipped = ['onnxruntime-node', 'onnxruntime-common'];
const binaries = 'node_modules/onnxruntime-node/bin/';

/** `node_modules/onnxruntime-node/bin/napi-v6/linux/x64/…` -> `linux-x64`. */
function platformOf(file) {
  const [, platform, cpu] = file.slice(binaries.length).split('/');
  return `${platform}-${cpu}`;
}

async function supportedTargets() {
  const versions = path.join(root, binaries, 'napi-v6');
  const platforms = await readdir(versions);
  const targets = await Promise.all(
    platforms.map(async (name) => (await readdir(path.join(versions, name))).map((cpu) => `${name}-${cpu}`)),
  );
  return targets.flat();
}

async function wantedTargets(supported) {
  const asked = process.argv.slice(2);
  if (asked.includes('all')) return supported;
  const targets = asked.length > 0 ? asked : [`${process.platform}-${process.arch}`];
  const unknown = targets.filter((target) => !supported.includes(target));
  if (unknown.length > 0) {
    throw new Error(
      `The ONNX runtime has no files for ${unknown.join(', ')}; it has ${supported.join(', ')}.`,
    );
  }
  return targets;
}

/** The files that `.vscodeignore` lets in and that are not made here, with the native files of one platform only. */
async function allowedFiles(target) {
  const lines = (await readFile(path.join(root, '.vscodeignore'), 'utf8')).split('\n');
  const patterns = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1).trim());
  const files = new Set();
  for await (const file of glob(patterns, { cwd: root, exclude: ['**/dist/*.map'] })) {
    files.add(file.split(path.sep).join('/'));
  }
  return [...files].filter((file) => {
    if (/^(client|server|webviews)\/dist\//.test(file) || file === 'package.json') return false;
    return !file.startsWith(binaries) || platformOf(file) === target;
  });
}

async function copyAllowed(stage, target) {
  for (const file of await allowedFiles(target)) {
    const source = path.join(root, file);
    if ((await stat(source)).isDirectory()) continue;
    const copy = path.join(stage, file);
    await mkdir(path.dirname(copy), { recursive: true });
    await copyFile(source, copy);
  }
}

/** The manifest without what only development needs. */
async function writeManifest(stage) {
  const manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  const {
    workspaces,
    scripts,
    devDependencies,
    allowScripts,
    private: _private,
    engines,
    ...kept
  } = manifest;
  const runtime = JSON.parse(
    await readFile(path.join(root, 'node_modules', 'onnxruntime-node', 'package.json'), 'utf8'),
  );
  await writeFile(
    path.join(stage, 'package.json'),
    JSON.stringify(
      {
        ...kept,
        engines: { vscode: engines.vscode },
        dependencies: { 'onnxruntime-node': runtime.version },
      },
      null,
      2,
    ),
  );
  await dropInstallDependencies(stage, runtime);
}

/** The runtime's other dependencies serve its install script, which fetches CUDA files; npm would miss them in the package. */
async function dropInstallDependencies(stage, runtime) {
  const { scripts, devDependencies, ...kept } = runtime;
  const dependencies = { 'onnxruntime-common': runtime.dependencies['onnxruntime-common'] };
  await writeFile(
    path.join(stage, 'node_modules', 'onnxruntime-node', 'package.json'),
    JSON.stringify({ ...kept, dependencies }, null, 2),
  );
}

async function bundleInto(stage) {
  const results = await Promise.all(
    bundles({ production: true, folder: stage }).map((bundle) => esbuild.build(bundle)),
  );
  const inputs = results.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  await writeFile(path.join(stage, 'THIRD-PARTY-NOTICES.txt'), thirdPartyNotices(inputs, shipped));
}

async function packageFor(target, version) {
  const stage = path.join(output, target);
  await rm(stage, { recursive: true, force: true });
  await mkdir(stage, { recursive: true });
  await copyAllowed(stage, target);
  await copyFile(path.join(root, '.vscodeignore'), path.join(stage, '.vscodeignore'));
  await writeManifest(stage);
  await bundleInto(stage);
  const vsix = path.join(output, `spinel-studio-${target}-${version}.vsix`);
  await createVSIX({
    cwd: stage,
    packagePath: vsix,
    target,
    dependencies: true,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  const megabytes = ((await stat(vsix)).size / 1e6).toFixed(1);
  console.error(`${path.relative(root, vsix)}: ${megabytes} MB`);
}

const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
for (const target of await wantedTargets(await supportedTargets())) await packageFor(target, version);
