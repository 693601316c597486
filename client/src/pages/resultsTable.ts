/** The whole table of results as a CSV file, fetched and written in pieces, since it may have a million rows. */
import { open, rename, rm } from 'node:fs/promises';
import type { ResultRow } from '@spinel-studio/server/pipeline/types.ts';
import type { ResultsSummary } from '@spinel-studio/server/protocol';
import { csvLine } from '@spinel-studio/webviews/charts/csv.ts';

export type FetchRows = (
  offset: number,
  limit: number,
) => Promise<{ readonly total: number; readonly rows: readonly ResultRow[] }>;

type FurtherQuantity = ResultsSummary['further'][number];

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
  'metal_probability',
  'domain',
] as const;

/** The names that results and exports have for them too. */
const furtherColumns: Readonly<Record<FurtherQuantity, readonly string[]>> = {
  hull: ['hull_ev_atom', 'hull_lo_ev_atom', 'hull_hi_ev_atom', 'hull_domain'],
  spinel: ['spinel_probability', 'spinel_lo', 'spinel_hi', 'spinel_domain'],
};

const rowsPerPiece = 1000;

function cell(value: string | number | boolean | undefined): string {
  return value === undefined ? '' : String(value);
}

function cells(row: ResultRow, further: readonly FurtherQuantity[]): readonly string[] {
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
    row.metal,
    row.domain,
    ...further.flatMap((quantity) => {
      const found = row[quantity];
      return [found?.value, found?.low, found?.high, found?.domain];
    }),
    row.neutral,
    row.kept,
  ].map(cell);
}

/**
 * Writes the rows, with the columns of what the run predicted beside the gap. Writes beside the file and renames at the end, so that a broken export leaves an older file as it was.
 * @returns the number of rows written.
 */
export async function writeTable(
  path: string,
  fetch: FetchRows,
  further: readonly FurtherQuantity[] = [],
): Promise<number> {
  const beside = `${path}.${process.pid}.part`;
  const file = await open(beside, 'w');
  let written = 0;
  try {
    const names = [...columns, ...further.flatMap((quantity) => furtherColumns[quantity]), 'neutral', 'kept'];
    await file.write(`${csvLine(names)}\r\n`);
    for (let total = Number.POSITIVE_INFINITY; written < total; ) {
      const piece = await fetch(written, rowsPerPiece);
      total = piece.total;
      if (piece.rows.length === 0) break;
      await file.write(piece.rows.map((row) => `${csvLine(cells(row, further))}\r\n`).join(''));
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
