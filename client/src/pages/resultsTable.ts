/** The whole table of results as a CSV file, fetched and written in pieces, since it may have a million rows. */
import { open, rename, rm } from 'node:fs/promises';
import type { ResultRow } from '@spinel-studio/server/pipeline/types.ts';
import { csvLine } from '@spinel-studio/webviews/charts/csv.ts';

export type FetchRows = (
  offset: number,
  limit: number,
) => Promise<{ readonly total: number; readonly rows: readonly ResultRow[] }>;

const columns = [
  'rank',
  'formula',
  'space_group',
  'base',
  'change',
  'x',
  'gap_ev',
  'gap_sigma_ev',
  'gap_lo_ev',
  'gap_hi_ev',
  'domain',
  'neutral',
  'kept',
] as const;

const rowsPerPiece = 1000;

function cell(value: string | number | boolean | undefined): string {
  return value === undefined ? '' : String(value);
}

function cells(row: ResultRow): readonly string[] {
  return [
    row.rank,
    row.formula,
    row.spaceGroup,
    row.base,
    row.change,
    row.x,
    row.gap,
    row.sigma,
    row.low,
    row.high,
    row.domain,
    row.neutral,
    row.kept,
  ].map(cell);
}

/**
 * Writes beside the file and renames at the end, so that a broken export leaves an older file as it was.
 * @returns the number of rows written.
 */
export async function writeTable(path: string, fetch: FetchRows): Promise<number> {
  const beside = `${path}.${process.pid}.part`;
  const file = await open(beside, 'w');
  let written = 0;
  try {
    await file.write(`${csvLine(columns)}\r\n`);
    for (let total = Number.POSITIVE_INFINITY; written < total; ) {
      const piece = await fetch(written, rowsPerPiece);
      total = piece.total;
      if (piece.rows.length === 0) break;
      await file.write(piece.rows.map((row) => `${csvLine(cells(row))}\r\n`).join(''));
      written += piece.rows.length;
    }
    await file.close();
    await rename(beside, path);
    return written;
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(beside, { force: true });
    throw error;
  }
}
