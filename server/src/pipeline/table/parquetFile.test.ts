import { mkdtemp, readdir, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Cell, type ColumnBlock, openParquet, readBlock, writeParquet } from './parquetFile.ts';
import type { Column } from './schema.ts';

const columns: readonly Column[] = [
  { name: 'index', type: 'index', nullable: false },
  { name: 'formula', type: 'text', nullable: false },
  { name: 'gap_ev', type: 'number', nullable: true },
  { name: 'rank', type: 'integer', nullable: true },
  { name: 'kept', type: 'flag', nullable: false },
  { name: 'domain', type: 'text', nullable: true },
];

const row = fc.tuple(
  fc.maxSafeNat(),
  fc.string(),
  fc.option(fc.double({ noNaN: true })),
  fc.option(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
  fc.boolean(),
  fc.option(fc.constantFrom('in', 'edge', 'out')),
);

function blockOf(rows: readonly (readonly Cell[])[]): ColumnBlock {
  return new Map(columns.map((column, place) => [column.name, rows.map((cells) => cells[place] ?? null)]));
}

describe('Parquet files', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'spinel-parquet-'));
    file = path.join(folder, 'table.parquet');
  });

  it('give back every cell, row group after row group', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(row, { maxLength: 20 }), { maxLength: 4 }), async (groups) => {
        await writeParquet(file, columns, { study: 'abc' }, groups.map(blockOf));
        const table = await openParquet(file);
        expect(table.rows).toBe(groups.flat().length);
        expect(table.facts).toMatchObject({ study: 'abc' });
        expect(await readBlock(table, file)).toEqual(blockOf(groups.flat()));
      }),
      { numRuns: 50 },
    );
  });

  it('are the same bytes for the same rows', async () => {
    const other = path.join(folder, 'other.parquet');
    const block = blockOf([[1, 'ZnO', 3.4, null, true, 'in']]);
    await writeParquet(file, columns, {}, [block]);
    await writeParquet(other, columns, {}, [block]);
    const { readFile } = await import('node:fs/promises');
    expect(await readFile(file)).toEqual(await readFile(other));
  });

  it('leave nothing behind where writing fails half way', async () => {
    function* failing(): Generator<ColumnBlock> {
      yield blockOf([[1, 'ZnO', 3.4, null, true, 'in']]);
      throw new Error('half way');
    }
    await expect(writeParquet(file, columns, {}, failing())).rejects.toThrow('half way');
    expect(await readdir(folder)).toEqual([]);
  });

  it('are reported as damaged where they are cut off, no Parquet, or missing', async () => {
    await writeParquet(file, columns, {}, [blockOf([[1, 'ZnO', 3.4, null, true, 'in']])]);
    await truncate(file, 40);
    await expect(openParquet(file)).rejects.toMatchObject({ code: 'SP5010' });
    await writeFile(file, 'formula,gap\n');
    await expect(openParquet(file)).rejects.toMatchObject({ code: 'SP5010' });
    await expect(openParquet(path.join(folder, 'none.parquet'))).rejects.toMatchObject({ code: 'SP5010' });
  });
});
