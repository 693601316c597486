/** Where the runs of a study go, and the last one that finished there. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { readManifest, STUDY_FILE } from '../../pipeline/runFolder.ts';
import type { RunManifest } from '../../pipeline/types.ts';

const FOLDER = 'spinel-runs';

/** A fresh folder beside the study: `spinel-runs/znbi2o4-20261122-101530`. */
export function freshRunFolder(study: string, now: Date): string {
  const { dir, name } = path.parse(path.resolve(study));
  const time = now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return path.join(dir, FOLDER, `${name}-${time}`);
}

/** A run that has finished: the study as it was then, and what its screens kept. */
export interface PastRun {
  readonly text: string;
  readonly screens: RunManifest['screens'];
}

/** Folders looked into, the newest first; runs that were cancelled may lie above the last finished one. */
const MOST = 8;

/** The last finished run of a study beside it; undefined where there is none that can be read. */
export async function lastRunOf(study: string): Promise<PastRun | undefined> {
  const { dir, name } = path.parse(path.resolve(study));
  const folders = await readdir(path.join(dir, FOLDER)).catch(() => []);
  const own = folders.filter(
    (folder) => folder.startsWith(`${name}-`) && /^\d{8}-\d{6}$/.test(folder.slice(name.length + 1)),
  );
  for (const folder of own.sort().reverse().slice(0, MOST)) {
    const place = path.join(dir, FOLDER, folder);
    const manifest = await readManifest(place).catch(() => undefined);
    if (manifest?.state !== 'complete') continue;
    const text = await readFile(path.join(place, STUDY_FILE), 'utf8').catch(() => undefined);
    if (text !== undefined) return { text, screens: manifest.screens };
  }
  return undefined;
}
