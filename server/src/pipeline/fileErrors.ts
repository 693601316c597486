import path from 'node:path';
import type { ErrorCode } from '../catalogue.ts';
import { SpinelError } from '../errors.ts';

/** The code that the operating system gave an error, such as `ENOSPC`; undefined for other errors. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

const NO_SPACE: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the file system is read-only',
  ENOENT: 'it does not exist',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  ENAMETOOLONG: 'the path is too long',
  EMFILE: 'too many files are open',
  EBUSY: 'another program is using it',
  ELOOP: 'its symbolic links go in a circle',
};

function reasonOf(error: unknown): string {
  const code = systemCode(error);
  if (code !== undefined && REASONS[code] !== undefined) return REASONS[code];
  return error instanceof Error ? error.message : String(error);
}

/** What to tell the user where writing to a path failed. An error that is a SpinelError already stays what it is. */
export function writeError(file: string, error: unknown): SpinelError {
  if (error instanceof SpinelError) return error;
  if (NO_SPACE.has(systemCode(error) ?? '')) {
    return new SpinelError(
      'SP5002',
      `There is no space left to write ${file}.`,
      'Free some space, or choose a folder on another disk. A run keeps its finished parts: the same command goes on from there.',
      { cause: error },
    );
  }
  return new SpinelError(
    'SP5001',
    `${file} cannot be written: ${reasonOf(error)}.`,
    `Choose a place that you may write to, or change the permissions of ${path.dirname(file)}.`,
    { cause: error },
  );
}

/** What to tell the user where reading a path failed. */
export function readError(file: string, error: unknown, code: ErrorCode = 'SP5003'): SpinelError {
  if (error instanceof SpinelError) return error;
  return new SpinelError(
    code,
    `${file} cannot be read: ${reasonOf(error)}.`,
    'Check the path and its permissions.',
    { cause: error },
  );
}
