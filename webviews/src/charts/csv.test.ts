import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvText } from './csv.ts';

/** A reader after RFC 4180, as spreadsheets have it. */
function readCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  for (let at = 0; at < text.length; ) {
    cell.lastIndex = at;
    const match = cell.exec(text);
    if (match === null) throw new Error(`Unreadable: ${text.slice(at)}`);
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    at += match[0].length;
    if (match[3] === '\r\n') {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

describe('CSV', () => {
  it('is read back as it was written', () => {
    const cell = fc.string().filter((text) => !/^[=+\-@\t\r]/.test(text));
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell)), (rows) => {
        const columns = ['one', 'two, too', 'three "3"'];
        expect(readCsv(csvText({ columns, rows }))).toEqual([columns, ...rows]);
      }),
    );
  });

  it('keeps a spreadsheet from running a cell, and leaves negative numbers alone', () => {
    const text = csvText({ columns: ['x'], rows: [['=HYPERLINK("a")'], ['-0.5'], ['@home']] });
    expect(text).toBe('x\r\n"\'=HYPERLINK(""a"")"\r\n-0.5\r\n\'@home\r\n');
  });
});
