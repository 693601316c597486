/** One record of a delimited text file. */
export interface CsvRecord {
  /** The text of the record as it stands in the file, without its line ending. */
  readonly raw: string;
  /** `\n`, `\r\n`, `\r`, or nothing at the end of the file. */
  readonly ending: string;
  /** The fields, quotes resolved. A blank line has one empty field. */
  readonly fields: readonly string[];
  /** The line on which the record starts, from 1. */
  readonly line: number;
  /** Whether the file ends inside a quoted field. */
  readonly unterminated: boolean;
}

const QUOTE = 34;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * Cuts delimited text (RFC 4180, plus lone carriage returns as line ends) into records, whatever pieces the text arrives in. The
 * records' own text and line endings put together give the text back exactly, so a table can be passed on untouched.
 *
 * A quote opens a quoted field only at the field's start, as spreadsheets have it; elsewhere it stands for itself.
 */
export class CsvScanner {
  readonly #delimiter: number;
  readonly #delimiterText: string;
  #buffer = '';
  /** How far the buffer has been looked at, and in which state. */
  #position = 0;
  #quoted = false;
  #atFieldStart = true;
  #line = 1;

  constructor(delimiter: string) {
    this.#delimiterText = delimiter;
    this.#delimiter = delimiter.charCodeAt(0);
  }

  /** The number of characters held back because their record has not ended yet. */
  get pending(): number {
    return this.#buffer.length;
  }

  /** The line on which the record that has not ended yet starts. */
  get pendingLine(): number {
    return this.#line;
  }

  /** Takes the next piece of text and returns the records that it completes. */
  push(text: string): CsvRecord[] {
    this.#buffer += text;
    return this.#scan(false);
  }

  /** Returns the last record, where the text does not end with a line ending. */
  end(): CsvRecord[] {
    const records = this.#scan(true);
    if (this.#buffer !== '') records.push(this.#record(this.#buffer, '', this.#quoted));
    this.#buffer = '';
    return records;
  }

  #scan(final: boolean): CsvRecord[] {
    const records: CsvRecord[] = [];
    const buffer = this.#buffer;
    let start = 0;
    let position = this.#position;
    for (; position < buffer.length; position += 1) {
      const code = buffer.charCodeAt(position);
      if (this.#quoted) {
        if (code !== QUOTE) continue;
        // A doubled quote is a quote inside the field. What follows the last character is not known yet.
        if (position + 1 === buffer.length && !final) break;
        if (buffer.charCodeAt(position + 1) === QUOTE) position += 1;
        else this.#quoted = false;
      } else if (code === LINE_FEED || code === CARRIAGE_RETURN) {
        if (code === CARRIAGE_RETURN && position + 1 === buffer.length && !final) break;
        const length = code === CARRIAGE_RETURN && buffer.charCodeAt(position + 1) === LINE_FEED ? 2 : 1;
        const ending = buffer.slice(position, position + length);
        records.push(this.#record(buffer.slice(start, position), ending, false));
        position += length - 1;
        start = position + 1;
        this.#atFieldStart = true;
      } else if (code === this.#delimiter) {
        this.#atFieldStart = true;
      } else {
        this.#quoted = code === QUOTE && this.#atFieldStart;
        this.#atFieldStart = false;
      }
    }
    this.#buffer = buffer.slice(start);
    this.#position = position - start;
    return records;
  }

  #record(raw: string, ending: string, unterminated: boolean): CsvRecord {
    const record = {
      raw,
      ending,
      fields: splitFields(raw, this.#delimiterText),
      line: this.#line,
      unterminated,
    };
    this.#line += countLineEnds(raw) + 1;
    return record;
  }
}

/** Splits the text of one record into its fields and resolves their quotes. */
export function splitFields(raw: string, delimiter: string): string[] {
  if (!raw.includes('"')) return raw.split(delimiter);
  const fields: string[] = [];
  let position = 0;
  for (;;) {
    const field = raw[position] === '"' ? quotedField(raw, position, delimiter) : undefined;
    const end = field?.end ?? endOfField(raw, position, delimiter);
    fields.push(field?.text ?? raw.slice(position, end));
    if (end >= raw.length) return fields;
    position = end + delimiter.length;
  }
}

function endOfField(raw: string, from: number, delimiter: string): number {
  const end = raw.indexOf(delimiter, from);
  return end < 0 ? raw.length : end;
}

function quotedField(raw: string, start: number, delimiter: string): { text: string; end: number } {
  let text = '';
  let position = start + 1;
  for (;;) {
    const quote = raw.indexOf('"', position);
    if (quote < 0) return { text: text + raw.slice(position), end: raw.length };
    text += raw.slice(position, quote);
    if (raw[quote + 1] !== '"') {
      // Text between the closing quote and the delimiter belongs to the field, as spreadsheets read it.
      const end = endOfField(raw, quote + 1, delimiter);
      return { text: text + raw.slice(quote + 1, end), end };
    }
    text += '"';
    position = quote + 2;
  }
}

function countLineEnds(text: string): number {
  if (!text.includes('\n') && !text.includes('\r')) return 0;
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}
