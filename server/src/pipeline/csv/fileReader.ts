import { open } from 'node:fs/promises';
import { SpinelError } from '../../errors.ts';
import { readError } from '../fileErrors.ts';
import { detectDelimiter } from './delimiter.ts';
import { type CsvRecord, CsvScanner } from './scanner.ts';

const CHUNK_BYTES = 256 * 1024;

/** A field longer than this is a quote that nobody closed, not a field. */
const MAXIMUM_RECORD = 4 * 1024 * 1024;

/** The beginning of a delimited file, and its records as they are asked for. */
export interface CsvFile {
  readonly delimiter: string;
  /** The byte order mark, which belongs to the file and to no field. */
  readonly mark: string;
  /** Records in file order, the header included. Text is one character a byte; `decode` gives it its meaning. */
  readonly records: AsyncGenerator<CsvRecord>;
  /** Gives the file free; needed whether or not all records were read. */
  close(): Promise<void>;
}

/** The meaning of a piece of a file that was read one character a byte. */
export function decode(text: string): string {
  return Buffer.from(text, 'latin1').toString('utf8');
}

const UTF8_MARK = '\u00ef\u00bb\u00bf';

/**
 * Opens a delimited text file, or standard input for `-`, without reading more than it has to. Bytes are kept as they are, whatever their
 * encoding, so that a copy is exact. Rejects with SP5003 where the file cannot be read or is no text.
 */
export async function openCsv(file: string): Promise<CsvFile> {
  const chunks = chunksOf(file);
  const close = async () => {
    await chunks.return(undefined);
  };
  try {
    const first = await chunks.next();
    const beginning = first.done ? '' : first.value;
    refuseBinary(file, beginning);
    const mark = beginning.startsWith(UTF8_MARK) ? UTF8_MARK : '';
    const text = beginning.slice(mark.length);
    const delimiter = detectDelimiter(text);
    return { delimiter, mark, records: recordsOf(file, text, chunks, delimiter), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function* chunksOf(file: string): AsyncGenerator<string> {
  if (file === '-') {
    for await (const chunk of process.stdin) yield Buffer.from(chunk).toString('latin1');
    return;
  }
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw readError(file, error);
  });
  try {
    const buffer = Buffer.alloc(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, null).catch((error: unknown) => {
        throw readError(file, error);
      });
      if (bytesRead === 0) return;
      yield buffer.toString('latin1', 0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

async function* recordsOf(
  file: string,
  beginning: string,
  rest: AsyncGenerator<string>,
  delimiter: string,
): AsyncGenerator<CsvRecord> {
  const scanner = new CsvScanner(delimiter);
  yield* scanner.push(beginning);
  for await (const chunk of rest) {
    yield* scanner.push(chunk);
    if (scanner.pending > MAXIMUM_RECORD) throw endlessRecord(file, scanner.pendingLine);
  }
  yield* scanner.end();
}

function refuseBinary(file: string, beginning: string): void {
  const utf16 = beginning.startsWith('\u00ff\u00fe') || beginning.startsWith('\u00fe\u00ff');
  if (utf16) {
    throw new SpinelError('SP5003', `${file} is UTF-16 text.`, 'Save it as CSV in UTF-8 and try again.');
  }
  if (beginning.includes('\u0000')) {
    throw new SpinelError(
      'SP5003',
      `${file} is not a text table: it holds binary data.`,
      'Export the table as CSV (comma, semicolon or tab separated) and try again.',
    );
  }
}

function endlessRecord(file: string, line: number): SpinelError {
  return new SpinelError(
    'SP5003',
    `${file} has a row that starts on line ${line} and does not end within ${MAXIMUM_RECORD / 1024 / 1024} MB.`,
    `Look for a quotation mark on line ${line} that is not closed.`,
  );
}
