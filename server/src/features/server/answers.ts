/** The edge between features and the protocol: what goes wrong in a feature is logged and loses only its own answer. */
import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type { ErrorCode } from '../../catalogue.ts';
import { SpinelError } from '../../errors.ts';

/** What crosses the protocol beside an error's message. */
export interface ErrorData {
  readonly code: ErrorCode;
  readonly remedy: string;
}

export type Log = (message: string) => void;

/** Runs a feature. Errors meant for the user pass through; any other is logged and answered by `fallback`. */
export async function answered<T>(
  feature: string,
  log: Log,
  fallback: T,
  answer: () => T | Promise<T>,
): Promise<T> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof ResponseError) throw error;
    if (isAbort(error)) throw new ResponseError(LSPErrorCodes.ServerCancelled, 'The document has changed.');
    log(`${feature} failed: ${describe(error)}`);
    return fallback;
  }
}

/** Runs a request whose failure the user has to hear of. Rejects with a ResponseError that carries code and remedy. */
export async function requested<T>(log: Log, answer: () => T | Promise<T>): Promise<T> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof ResponseError) throw error;
    const known = error instanceof SpinelError ? error : internalError(error);
    if (known !== error) log(describe(error));
    const data: ErrorData = { code: known.code, remedy: known.remedy };
    throw new ResponseError(LSPErrorCodes.RequestFailed, known.message, data);
  }
}

function internalError(error: unknown): SpinelError {
  return new SpinelError(
    'SP9001',
    `Something went wrong that should not: ${error instanceof Error ? error.message : String(error)}`,
    'The output channel "Spinel Studio" has the details. Please report them.',
    { cause: error },
  );
}

export function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
