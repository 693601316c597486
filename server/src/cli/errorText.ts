import type { SpinelError } from '../errors.ts';
import type { Console } from './console.ts';

/** `error SP4001: what went wrong`, and what to do on the next line. */
export function errorText(
  error: Pick<SpinelError, 'code' | 'message' | 'remedy'>,
  { paintNote }: Pick<Console, 'paintNote'>,
): string {
  return `${paintNote('error', 'error')} ${error.code}: ${error.message}\n  ${error.remedy}`;
}
