import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { writeError } from './fileErrors.ts';

/** A name beside a file's place that no reader takes for the file itself. */
export function nameBeside(file: string): string {
  return path.join(
    path.dirname(file),
    `.${path.basename(file)}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`,
  );
}

/**
 * Lets `write` fill a file beside its place and renames it into place, so that whoever looks sees the old file or the whole new one
 * (wall 6). Whatever fails, nothing is left beside. Rejects with SP5001 or SP5002 where the file system refuses.
 */
export async function writeBeside(file: string, write: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = nameBeside(file);
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await write(temporary);
    await flushToDisk(temporary);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw writeError(file, error);
  }
}

/** Writes a whole file atomically; rejects as `writeBeside` does. */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  await writeBeside(file, async (temporary) => {
    const handle = await open(temporary, 'wx');
    try {
      await writeAll(handle, typeof content === 'string' ? Buffer.from(content) : content);
    } finally {
      await handle.close();
    }
  });
}

/** Writes all bytes; a single `write` may stop early. */
export async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let offset = 0;
  while (offset < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, offset, bytes.length - offset);
    offset += bytesWritten;
  }
}

/** A rename may reach the disk before the content does; after a power cut the file would be empty. */
async function flushToDisk(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
