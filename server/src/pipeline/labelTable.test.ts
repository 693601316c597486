import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseFormula } from '../chemistry/formula.ts';
import { CsvScanner } from './csv/scanner.ts';
import { csvLine } from './csv/write.ts';
import { type BadRow, type LabelTableOptions, labelTable, PREDICTION_COLUMNS } from './labelTable.ts';
import { plainAnswer, plainInference } from './testing/plainInference.ts';

let folder: string;
let bad: BadRow[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'spinel-label-'));
  bad = [];
});

afterEach(() => rm(folder, { recursive: true }));

async function label(table: string | Buffer, more: Partial<LabelTableOptions> = {}) {
  const from = path.join(folder, 'in.csv');
  const out = path.join(folder, 'out.csv');
  bad = [];
  await writeFile(from, table);
  const result = await labelTable({
    from,
    out,
    formulaColumn: undefined,
    spaceGroupColumn: undefined,
    spaceGroup: { kind: 'fitting' },
    inference: plainInference(),
    signal: new AbortController().signal,
    onProgress: () => undefined,
    onBadRow: (row) => bad.push(row),
    ...more,
  });
  return { result, output: await readFile(out) };
}

function fieldsOf(text: string, delimiter = ','): readonly (readonly string[])[] {
  const scanner = new CsvScanner(delimiter);
  return [...scanner.push(text), ...scanner.end()].map(({ fields }) => fields);
}

/** What a row of the plain model looks like. */
function expectedCells(formula: string, spaceGroup: number): readonly string[] {
  const parsed = parseFormula(formula);
  const answer = parsed.ok ? plainAnswer({ composition: parsed.composition, spaceGroup }) : undefined;
  if (answer?.ok !== true) return PREDICTION_COLUMNS.map(() => '');
  const {
    value,
    sigma,
    low,
    high,
    metal = 0,
    metalGga = 0,
    conditional = 0,
    domain,
    model,
  } = answer.prediction;
  return [
    ...[value, sigma, low, high, metal, metalGga, conditional].map((number) =>
      String(Math.round(number * 1e4) / 1e4),
    ),
    domain,
    model,
  ];
}

const cell = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', ';', '\n', '\r\n', ' ', '7', '.', '=') });
const formula = fc.constantFrom('ZnAl2O4', 'CsPbI3', 'TiO2', 'Zn0.9Fe0.1Bi2O4', 'Xy2O3', 'not a formula', '');

/** Those of the families that the formulas fit. */
const spaceGroups = new Map([
  ['ZnAl2O4', 227],
  ['Zn0.9Fe0.1Bi2O4', 227],
  ['CsPbI3', 221],
]);

describe('predictions for a table', () => {
  it('keep every byte of the table and add their own columns, row by row', async () => {
    const row = fc.tuple(cell, formula, cell);
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 8 }),
        fc.constantFrom(',', ';', '\t'),
        fc.boolean(),
        async (rows, delimiter, mark) => {
          const lines = [['note', 'formula', 'x'], ...rows].map((cells) => csvLine(cells, delimiter));
          const table = (mark ? '\ufeff' : '') + lines.join('');
          const { output, result } = await label(table);
          const found = fieldsOf(output.toString().replace('\ufeff', ''), delimiter);
          expect(output.toString().startsWith('\ufeff')).toBe(mark);
          expect(result.rows).toBe(rows.length);
          const wanted = rows.map((cells) => [
            ...cells,
            ...expectedCells(cells[1], spaceGroups.get(cells[1]) ?? 0),
          ]);
          expect(found).toEqual([['note', 'formula', 'x', ...PREDICTION_COLUMNS], ...wanted]);
          expect(withoutAdded(output, delimiter)).toEqual(Buffer.from(table));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keep bytes that are no UTF-8, mixed line ends, blank lines and a missing last line end', async () => {
    const table = Buffer.from('formula,name\r\nZnAl2O4,"Gahnit \u00e4"\n\nMgO,b\rTiO2,c', 'latin1');
    const { output } = await label(table);
    expect(withoutAdded(output, ',')).toEqual(table);
    expect(output.toString('latin1').split(/\r\n|\r|\n/)[1]).toBe(
      `ZnAl2O4,"Gahnit \u00e4",${expectedCells('ZnAl2O4', 227).join(',')}`,
    );
  });

  it('stand in their columns where a row is short, and nowhere where it is too long', async () => {
    const { output, result } = await label('formula,a,b\nZnAl2O4\nMgAl2O4,1,2,3\n');
    expect(fieldsOf(output.toString())[1]).toEqual(['ZnAl2O4', '', '', ...expectedCells('ZnAl2O4', 227)]);
    expect(fieldsOf(output.toString())[2]).toEqual(['MgAl2O4', '1', '2', '3']);
    expect(result.failed).toBe(1);
    expect(bad).toEqual([{ line: 3, code: 'SP5008', message: 'The row has 4 fields and the header 3.' }]);
  });

  it('report bad rows with the lines on which they start', async () => {
    const { result } = await label(
      'formula,spacegroup,n\nZnAl2O4,227,"a\nb"\nXy2,227,\n,227,\nZnO,cubic,\nZnO,231,\n"Zn',
    );
    expect(bad.map(({ line, code }) => [line, code])).toEqual([
      [4, 'SP1002'],
      [5, 'SP5008'],
      [6, 'SP5008'],
      [7, 'SP5008'],
      [8, 'SP5008'],
    ]);
    expect(result).toMatchObject({
      rows: 6,
      failed: 5,
      formulaColumn: 'formula',
      spaceGroupColumn: 'spacegroup',
    });
  });

  it('take the space group of the table, then the one that is told, then that of the family that fits', async () => {
    const table = 'formula,symmetry.symbol\nZnAl2O4,74.0\nZnAl2O4,\nZnAl2O4,Imma\nZnAl2O4,nan\nZnAl2O4,0\n';
    const gaps = async (more: Partial<LabelTableOptions>) =>
      fieldsOf((await label(table, more)).output.toString())
        .slice(1)
        .map((fields) => fields[2]);
    expect(await gaps({})).toEqual([74, 227, 74, 227, 0].map((group) => expectedCells('ZnAl2O4', group)[0]));
    expect((await gaps({ spaceGroup: { kind: 'number', number: 2 } }))[1]).toBe(
      expectedCells('ZnAl2O4', 2)[0],
    );
  });

  it('are those of hydrogen for deuterium and tritium, which stay as they are in the table', async () => {
    const { output, result } = await label('formula,spacegroup\nCs1D1O1,36\nT2O,0\nDyD2,225\n');
    expect(result.failed).toBe(0);
    expect(output.toString()).toBe(
      [
        ['formula', 'spacegroup', ...PREDICTION_COLUMNS],
        ['Cs1D1O1', '36', ...expectedCells('CsHO', 36)],
        ['T2O', '0', ...expectedCells('H2O', 0)],
        ['DyD2', '225', ...expectedCells('DyH2', 225)],
      ]
        .map((cells) => `${cells.join(',')}\n`)
        .join(''),
    );
  });

  it('get a number behind their names where the table has been predicted before', async () => {
    const first = await label('formula\nZnAl2O4\n');
    const second = await label(first.output);
    expect(second.result.columns).toEqual(PREDICTION_COLUMNS.map((name) => `${name}_2`));
  });

  it('say which columns there are where the one wanted is missing (SP5007)', async () => {
    await expect(label('name,gap\nZnO,3\n')).rejects.toMatchObject({ code: 'SP5007' });
    await expect(label('formula\nZnO\n', { spaceGroupColumn: 'sg' })).rejects.toThrow(
      'There is no column "sg"',
    );
    expect(
      (await label('Name,Compound formula\nx,ZnAl2O4\n', { formulaColumn: 'compound formula' })).result
        .failed,
    ).toBe(0);
  });

  it('refuse what is no table (SP5003) and leave nothing behind', async () => {
    await expect(label('')).rejects.toMatchObject({ code: 'SP5003' });
    await expect(label(Buffer.from([1, 0, 2]))).rejects.toMatchObject({ code: 'SP5003' });
    await expect(label(Buffer.from('\ufeffformula\n', 'utf16le'))).rejects.toThrow('UTF-16');
    await expect(label(`formula\n"${'a\n'.repeat(3_000_000)}`)).rejects.toThrow('line 2');
    expect(await readdir(folder)).toEqual(['in.csv']);
  });

  it('leave nothing behind where the predictions end, or somebody stops them', async () => {
    const table = `formula\n${'ZnAl2O4\n'.repeat(5000)}`;
    const failing = plainInference({
      before: () => {
        throw new Error('the process keeps stopping');
      },
    });
    await expect(label(table, { inference: failing })).rejects.toThrow('keeps stopping');
    const controller = new AbortController();
    const stopping = plainInference({ before: () => controller.abort(new Error('stopped')) });
    await expect(label(table, { inference: stopping, signal: controller.signal })).rejects.toThrow('stopped');
    expect(await readdir(folder)).toEqual(['in.csv']);
  });
});

/** The output without the fields that were added: it has to be the input again. */
function withoutAdded(output: Buffer, delimiter: string): Buffer {
  const scanner = new CsvScanner(delimiter);
  const text = output.toString('latin1');
  const mark = text.startsWith('\u00ef\u00bb\u00bf') ? text.slice(0, 3) : '';
  const records = [...scanner.push(text.slice(mark.length)), ...scanner.end()];
  const input = records.map(({ raw, ending }) => {
    let end = raw.length;
    for (let field = 0; field < PREDICTION_COLUMNS.length; field += 1)
      end = raw.lastIndexOf(delimiter, end - 1);
    return (raw === '' ? '' : raw.slice(0, end)) + ending;
  });
  return Buffer.from(mark + input.join(''), 'latin1');
}
