import { open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { SpinelError } from '../errors.ts';
import { systemCode, writeError } from './fileErrors.ts';
import { LOCK_FILE } from './runFolder.ts';

/**
 * Keeps a second run out of a folder while one is writing to it. A lock whose process is gone counts for nothing, so a killed run does
 * not bar the way. Resolves to what gives the folder free; rejects with SP5001 where another run has it.
 */
export async function lockRunFolder(folder: string): Promise<() => Promise<void>> {
  const file = path.join(folder, LOCK_FILE);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (await takeLock(file)) return () => rm(file, { force: true });
    const owner = await ownerOf(file);
    if (owner !== undefined && isAlive(owner)) throw occupied(folder, owner);
    await rm(file, { force: true });
  }
  throw occupied(folder, undefined);
}

async function takeLock(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(String(process.pid)).finally(() => handle.close());
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw writeError(file, error);
  }
}

async function ownerOf(file: string): Promise<number | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

function occupied(folder: string, owner: number | undefined): SpinelError {
  const who = owner === undefined ? 'Another run' : `Another run (process ${owner})`;
  return new SpinelError(
    'SP5001',
    `${who} is writing to ${folder}.`,
    `Wait for it to end, or choose another folder. If no run is going on, delete ${path.join(folder, LOCK_FILE)}.`,
  );
}
