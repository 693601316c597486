import { type Painter, painter } from './colours.ts';

/** Standard output and error, and what the terminal behind them can do. */
export interface Console {
  /** Writes a line to standard output. */
  line(text?: string): void;
  /** Writes to standard output as it is. */
  write(text: string): void;
  /** Writes a line to standard error. */
  note(text: string): void;
  /** Replaces the line at the end of standard error; an empty text takes it away. Does nothing where that is no terminal. */
  status(text: string): void;
  readonly paint: Painter;
  readonly paintNote: Painter;
  /** Whether a person watches standard error. */
  readonly watched: boolean;
  /** Columns of the terminal behind standard output; unlimited where there is none. */
  readonly width: number;
  /** Columns of the terminal behind standard error. */
  readonly statusWidth: number;
  /** Whether the output has nowhere to go any more. */
  readonly abandoned: boolean;
  /** Why, where it is not that its reader has simply gone: the disk that it was going to is full, for example. */
  readonly failure: Error | undefined;
}

/** What a stream says where whoever read from it has gone: the other end of a pipe, or the terminal. */
const READER_GONE: ReadonlySet<string | undefined> = new Set(['EPIPE', 'EOF', 'EIO', 'ERR_STREAM_DESTROYED']);

/** The console of this process. `onAbandoned` is called once when the output has nowhere to go any more. */
export function processConsole(onAbandoned: () => void): Console {
  let abandoned = false;
  let failure: Error | undefined;
  const { stdout, stderr, env } = process;
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (!READER_GONE.has(error.code)) failure ??= error;
      if (!abandoned) onAbandoned();
      abandoned = true;
    });
  }
  const write = (text: string) => {
    if (!abandoned) stdout.write(text);
  };
  const watched = stderr.isTTY === true && env.TERM !== 'dumb';
  let status = '';
  const setStatus = (text: string) => {
    if (!watched || text === status) return;
    // Return to the first column and clear what is right of the cursor.
    stderr.write(`\r${text}\u001b[K`);
    status = text;
  };
  const aroundStatus = (print: () => void) => {
    const shown = status;
    if (shown !== '') setStatus('');
    print();
    if (shown !== '') setStatus(shown);
  };
  return {
    line: (text = '') => aroundStatus(() => write(`${text}\n`)),
    write,
    note: (text) => aroundStatus(() => stderr.write(`${text}\n`)),
    status: setStatus,
    paint: painter(stdout, env),
    paintNote: painter(stderr, env),
    watched,
    width: stdout.columns ?? Number.POSITIVE_INFINITY,
    statusWidth: stderr.columns ?? Number.POSITIVE_INFINITY,
    get abandoned() {
      return abandoned;
    },
    get failure() {
      return failure;
    },
  };
}
