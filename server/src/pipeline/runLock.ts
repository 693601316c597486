import { open, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { SpinelError } from '../errors.ts';
import { systemCode, writeError } from './fileErrors.ts';
import { LOCK_FILE } from './runFolder.ts';

/**
 * Keeps a second run out of a folder while one is writing to it. A lock whose process is gone counts for nothing, so a killed run does
 * not bar the way; of a process on another machine that shares the disk nothing can be known, so its lock holds. Resolves to what gives the folder free; rejects with SP5001 where another run has it.
 */
export async function lockRunFolder(folder: string): Promise<() => Promise<void>> {
  const file = path.join(folder, LOCK_FILE);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (await takeLock(file)) return () => rm(file, { force: true });
    const owner = await ownerOf(file);
    if (owner !== undefined && mayBeAlive(owner)) throw occupied(folder, owner);
    await rm(file, { force: true });
  }
  throw occupied(folder, undefined);
}

async function takeLock(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(lockText(process.pid)).finally(() => handle.close());
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw writeError(file, error);
  }
}

interface Owner {
  readonly pid: number;
  readonly machine: string;
}

/** What a lock of a process of this machine says. */
export function lockText(pid: number): string {
  return `${pid} ${hostname()}\n`;
}

/** Undefined where the lock says nothing, since its process was killed between making and writing it. */
async function ownerOf(file: string): Promise<Owner | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const [, pid, machine] = /^(\d+) (.+)$/m.exec(text) ?? [];
  return pid === undefined || machine === undefined ? undefined : { pid: Number(pid), machine };
}

function mayBeAlive({ pid, machine }: Owner): boolean {
  if (machine !== hostname()) return true;
  try {
    // Signal 0 only asks whether there is such a process.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

function occupied(folder: string, owner: Owner | undefined): SpinelError {
  const who = owner === undefined ? 'Another run' : `Another run (process ${owner.pid} on ${owner.machine})`;
  return new SpinelError(
    'SP5001',
    `${who} is writing to ${folder}.`,
    `Wait for it to end, or choose another folder. If no run is going on, delete ${path.join(folder, LOCK_FILE)}.`,
  );
}
