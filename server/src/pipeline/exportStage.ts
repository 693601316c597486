import { accessSync, constants, existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { SpinelError } from '../errors.ts';
import type { Study } from '../study/types.ts';
import { writeAll, writeBeside } from './atomicFile.ts';
import { csvLine } from './csv/write.ts';
import { writeError } from './fileErrors.ts';
import type { Ranking } from './rankStage.ts';
import { isInside, RESERVED_NAMES } from './runFolder.ts';
import { type Cell, type ColumnBlock, writeParquet } from './table/parquetFile.ts';
import type { ResultTable } from './table/resultTable.ts';

/** A file that a study asks for. */
export interface ExportTarget {
  /** As written in the study. */
  readonly shown: string;
  /** Absolute, or relative to the present folder as the run's folder is. */
  readonly file: string;
  readonly format: 'csv' | 'parquet';
}

const ROWS_PER_BLOCK = 65_536;

/**
 * The exports of a study, found to be possible before any time is spent on predictions: throws SP5009 for an unknown format and SP5001
 * for a place that cannot be written or that belongs to the run itself.
 */
export function checkExports(study: Study, folder: string): readonly ExportTarget[] {
  const targets = new Map<string, ExportTarget>();
  for (const { path: shown } of study.exports) {
    const file = path.isAbsolute(shown) ? shown : path.join(folder, shown);
    const target = { shown, file, format: formatOf(shown) };
    refuseReserved(shown, folder, file);
    // What lies in the run's folder is looked at with that folder.
    if (!isInside(shown)) refuseUnwritable(file);
    targets.set(path.resolve(file), target);
  }
  return [...targets.values()];
}

function formatOf(shown: string): ExportTarget['format'] {
  const extension = path.extname(shown).toLowerCase();
  if (extension === '.csv') return 'csv';
  if (extension === '.parquet') return 'parquet';
  const what = extension === '' ? 'has no extension' : `ends in ${extension}`;
  throw new SpinelError(
    'SP5009',
    `The export "${shown}" ${what}, which says nothing about its format.`,
    'Name it .csv or .parquet.',
  );
}

function refuseReserved(shown: string, folder: string, file: string): void {
  const [first] = path.relative(path.resolve(folder), path.resolve(file)).split(path.sep);
  if (first === undefined || !RESERVED_NAMES.has(first)) return;
  throw new SpinelError(
    'SP5001',
    `The export "${shown}" would replace a file of the run itself.`,
    'Choose another name for it.',
  );
}

/** Looks at the nearest folder that exists, since the others are made when the export is written. */
function refuseUnwritable(file: string): void {
  let folder = path.dirname(path.resolve(file));
  while (!existsSync(folder) && path.dirname(folder) !== folder) folder = path.dirname(folder);
  try {
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw writeError(file, error);
  }
}

/** Writes what the run hands over: the kept rows in the order of their rank, as many as `top` says. Resolves to their number. */
export async function exportRows(
  target: ExportTarget,
  table: ResultTable,
  ranking: Ranking,
): Promise<number> {
  const rows = ranking.order.subarray(0, ranking.handedOver);
  if (target.format === 'parquet') {
    return writeParquet(target.file, table.columns, table.facts, blocksOf(table, rows));
  }
  await writeBeside(target.file, (temporary) => writeCsv(temporary, table, rows));
  return rows.length;
}

function* blocksOf(table: ResultTable, rows: Uint32Array): Generator<ColumnBlock> {
  for (let start = 0; start < rows.length; start += ROWS_PER_BLOCK) {
    const slice = [...rows.subarray(start, start + ROWS_PER_BLOCK)];
    yield new Map(table.columns.map((column) => [column.name, slice.map((row) => table.cell(column, row))]));
  }
}

async function writeCsv(file: string, table: ResultTable, rows: Uint32Array): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    let text = csvLine(table.columns.map(({ name }) => name));
    for (const row of rows) {
      text += csvLine(table.columns.map((column) => cellText(table.cell(column, row))));
      if (text.length < 1 << 20) continue;
      await writeAll(handle, Buffer.from(text));
      text = '';
    }
    await writeAll(handle, Buffer.from(text));
  } finally {
    await handle.close();
  }
}

/** Numbers as JavaScript prints them, which every reader takes; nothing for a missing value. */
function cellText(cell: Cell): string {
  return cell === null ? '' : String(cell);
}
