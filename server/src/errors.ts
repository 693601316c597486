import type { ErrorCode } from './catalogue.ts';

/** An error that a user can meet: its code in the catalogue, what went wrong, and what to do about it. */
export class SpinelError extends Error {
  readonly code: ErrorCode;
  /** What the user can do, as a whole sentence. */
  readonly remedy: string;

  constructor(code: ErrorCode, message: string, remedy: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'SpinelError';
    this.code = code;
    this.remedy = remedy;
  }

  /** The plain form that crosses a process boundary. */
  toJSON(): { code: ErrorCode; message: string; remedy: string } {
    return { code: this.code, message: this.message, remedy: this.remedy };
  }
}
