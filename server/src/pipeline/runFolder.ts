import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { SpinelError } from '../errors.ts';
import { writeWhole } from './atomicFile.ts';
import { readError, systemCode, writeError } from './fileErrors.ts';
import type { RunManifest } from './types.ts';

/** The files of a run, relative to its folder. */
export const STUDY_FILE = 'study.spinel';
export const MANIFEST_FILE = 'manifest.json';
export const RESULTS_FILE = 'results.parquet';
export const PARTS_FOLDER = 'parts';
export const LOCK_FILE = 'run.lock';

/** Names that an export must not take. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set([
  STUDY_FILE,
  MANIFEST_FILE,
  RESULTS_FILE,
  PARTS_FOLDER,
  LOCK_FILE,
]);

/** The path of the part with a number from 0, relative to the run's folder. */
export function partFile(part: number): string {
  return path.join(PARTS_FOLDER, `part-${String(part).padStart(5, '0')}.parquet`);
}

/** Makes the folder of a run with its parts; rejects with SP5001 or SP5002. */
export async function createRunFolder(folder: string): Promise<void> {
  try {
    await mkdir(path.join(folder, PARTS_FOLDER), { recursive: true });
  } catch (error) {
    throw writeError(folder, error);
  }
}

/** The manifest of a folder, or undefined where the folder holds no run. Rejects with SP5010 where it cannot be understood. */
export async function readManifest(folder: string): Promise<RunManifest | undefined> {
  const file = path.join(folder, MANIFEST_FILE);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw readError(file, error);
  }
  const manifest = parseManifest(text);
  if (manifest !== undefined) return manifest;
  throw new SpinelError(
    'SP5010',
    `${file} is no manifest of a run that this version of Spinel Studio understands.`,
    'Choose another folder, or start over in this one with --overwrite.',
  );
}

function parseManifest(text: string): RunManifest | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isManifest(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isManifest(value: unknown): value is RunManifest {
  if (typeof value !== 'object' || value === null) return false;
  const manifest = value as Partial<RunManifest>;
  return (
    manifest.schema === 1 &&
    (manifest.state === 'running' || manifest.state === 'complete') &&
    typeof manifest.study?.sha256 === 'string' &&
    typeof manifest.model?.sha256 === 'string' &&
    typeof manifest.counts?.distinct === 'number' &&
    Array.isArray(manifest.files) &&
    Array.isArray(manifest.screens)
  );
}

export async function writeManifest(folder: string, manifest: RunManifest): Promise<void> {
  await writeWhole(path.join(folder, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Removes what a run has left, and nothing else: other files in the folder are the user's own. */
export async function clearRun(folder: string, manifest: RunManifest | undefined): Promise<void> {
  const inside = (manifest?.files ?? []).map((file) => file.path).filter((file) => isInside(file));
  try {
    for (const name of [MANIFEST_FILE, RESULTS_FILE, STUDY_FILE, ...inside]) {
      await rm(path.join(folder, name), { force: true });
    }
    await removeParts(folder);
  } catch (error) {
    throw writeError(folder, error);
  }
}

/** Removes the parts, once `results.parquet` holds what they held. */
export async function removeParts(folder: string): Promise<void> {
  await rm(path.join(folder, PARTS_FOLDER), { recursive: true, force: true });
}

/** Removes half-written files of a run that was killed. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const place of [folder, path.join(folder, PARTS_FOLDER)]) {
    for (const name of await readdir(place).catch(() => [])) {
      if (/^\..+\.\d+-[0-9a-f]{8}\.tmp$/.test(name)) await rm(path.join(place, name), { force: true });
    }
  }
}

/** Whether a path written in a study stays inside the run's folder. */
export function isInside(file: string): boolean {
  if (path.isAbsolute(file)) return false;
  const relative = path.normalize(file);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`);
}

export function sha256OfText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The SHA-256 of a file of any size. */
export async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  } catch (error) {
    throw readError(file, error);
  }
  return hash.digest('hex');
}
