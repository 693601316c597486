/** The licences of the packages that a .vsix contains, bundled or beside the bundles. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './bundles.mjs';

/** `node_modules/zod/v4/core.js` -> `node_modules/zod`; nested and scoped packages too. */
export function packageFolder(input) {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
}

function licenceText(folder) {
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)(\.|$)/i.test(name));
  return file === undefined ? undefined : readFileSync(path.join(folder, file), 'utf8').trim();
}

function notice(folder) {
  const { name, version, license, author } = JSON.parse(
    readFileSync(path.join(folder, 'package.json'), 'utf8'),
  );
  const owner = typeof author === 'string' ? author : author?.name;
  const text =
    licenceText(folder) ?? `Licence: ${license}. ${owner === undefined ? '' : `Author: ${owner}.`}`;
  return `${name} ${version} (${license})\n\n${text}\n`;
}

/**
 * @param {readonly string[]} inputs files of the bundles, relative to the root
 * @param {readonly string[]} shipped names of packages that are shipped whole
 */
export function thirdPartyNotices(inputs, shipped) {
  const found = inputs.map(packageFolder).filter((folder) => folder !== undefined);
  const folders = new Set([...found, ...shipped.map((name) => `node_modules/${name}`)]);
  const notices = [...folders]
    .map((folder) => path.join(root, folder))
    // The workspaces are linked into node_modules; they are the project itself.
    .filter((folder) => existsSync(path.join(folder, 'package.json')) && !folder.includes('@spinel-studio'))
    .toSorted()
    .map(notice);
  const rule = `\n${'-'.repeat(80)}\n\n`;
  return `Spinel Studio contains these packages, under their own licences.\n${rule}${notices.join(rule)}`;
}
