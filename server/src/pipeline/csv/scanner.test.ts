import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CsvRecord, CsvScanner } from './scanner.ts';
import { csvLine } from './write.ts';

function scan(pieces: readonly string[], delimiter = ','): CsvRecord[] {
  const scanner = new CsvScanner(delimiter);
  return [...pieces.flatMap((piece) => scanner.push(piece)), ...scanner.end()];
}

function fields(text: string, delimiter = ','): readonly (readonly string[])[] {
  return scan([text], delimiter).map((record) => record.fields);
}

/** Text made of what delimited files are made of, so that quotes and line ends meet often. */
const csvText = fc.string({ unit: fc.constantFrom('a', 'Zn', ',', ';', '"', '""', '\n', '\r\n', '\r', ' ') });

function cut(text: string, places: readonly number[]): string[] {
  const ends = [...places.map((place) => place % (text.length + 1)), text.length].sort((a, b) => a - b);
  return ends.map((end, index) => text.slice(ends[index - 1] ?? 0, end));
}

describe('cutting delimited text into records', () => {
  it('gives every character back, in order', () => {
    fc.assert(
      fc.property(csvText, (text) => {
        expect(
          scan([text])
            .map((record) => record.raw + record.ending)
            .join(''),
        ).toBe(text);
      }),
    );
  });

  it('does not depend on the pieces in which the text arrives', () => {
    fc.assert(
      fc.property(csvText, fc.array(fc.nat(), { maxLength: 6 }), (text, places) => {
        expect(scan(cut(text, places))).toEqual(scan([text]));
      }),
    );
  });

  it('reads back what the writer wrote', () => {
    const row = fc.array(fc.string({ unit: fc.constantFrom('a', ',', ';', '"', '\n', '\r', ' ', 'é') }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(fc.array(row), fc.constantFrom(',', ';', '\t'), (rows, delimiter) => {
        const text = rows.map((cells) => csvLine(cells, delimiter)).join('');
        expect(fields(text, delimiter)).toEqual(rows);
      }),
    );
  });

  it('keeps line ends and delimiters inside quoted fields', () => {
    expect(fields('a,"b\r\nc, ""d""",e\nf')).toEqual([['a', 'b\r\nc, "d"', 'e'], ['f']]);
  });

  it('takes a quote inside an unquoted field for itself', () => {
    expect(fields('5" wafer,x\n')).toEqual([['5" wafer', 'x']]);
  });

  it('numbers records by the line on which they start, whatever the line ends', () => {
    const lines = scan(['a\r\n"b\nc"\rd\n\ne']).map((record) => record.line);
    expect(lines).toEqual([1, 2, 4, 5, 6]);
  });

  it('marks a record whose quote nobody closed', () => {
    expect(scan(['a,"b\nc']).map((record) => record.unterminated)).toEqual([true]);
    expect(scan(['a,"b"']).map((record) => record.unterminated)).toEqual([false]);
  });
});
