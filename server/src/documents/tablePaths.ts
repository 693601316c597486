/** The tables that a study may mean, found on the disk. */
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** More than a list that somebody picks from can hold. */
const MOST = 200;
const TABLE = /\.(?:csv|tsv|txt)$/i;

/** Paths relative to a folder, with slashes, of the tables in it and in its folders; those of hidden folders are left out. */
export async function tablePathsIn(folder: string): Promise<readonly string[]> {
  const here = await entriesOf(folder);
  const below = await Promise.all(
    here
      .filter((entry) => entry.isDirectory() && !/^\.|^node_modules$|^spinel-runs$/.test(entry.name))
      .slice(0, MOST)
      .map(async ({ name }) =>
        (await entriesOf(path.join(folder, name))).flatMap((entry) => tableName(entry, `${name}/`)),
      ),
  );
  return [...here.flatMap((entry) => tableName(entry, '')), ...below.flat()].slice(0, MOST);
}

function tableName(entry: Dirent, prefix: string): readonly string[] {
  return entry.isFile() && TABLE.test(entry.name) ? [prefix + entry.name] : [];
}

/** A folder that cannot be read offers nothing. */
async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}
