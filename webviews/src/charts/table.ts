/** Tables behind charts, and tables as files. */
import { domainMeaning, drawableCurves, type SubstitutionCurves } from './substitutionCurve.ts';

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The numbers behind a drawing of substitution curves, one row a point. Energies in eV. */
export function curveTable(data: SubstitutionCurves): Table {
  return {
    columns: ['element', 'x', 'gap_ev', 'gap_lo_ev', 'gap_hi_ev', 'domain'],
    rows: drawableCurves(data).flatMap((curve) =>
      curve.points.map((point) => [
        curve.element,
        String(point.x),
        point.gap.toFixed(4),
        point.low.toFixed(4),
        point.high.toFixed(4),
        domainMeaning[point.domain],
      ]),
    ),
  };
}

/** A CSV file after RFC 4180: quotes where a cell needs them, lines end in CR LF. */
export function csvText(table: Table): string {
  return [table.columns, ...table.rows].map((cells) => `${csvLine(cells)}\r\n`).join('');
}

export function csvLine(cells: readonly string[]): string {
  return cells.map(csvCell).join(',');
}

/**
 * One cell. A text that a spreadsheet would take for a formula is kept from running by an apostrophe; numbers, negative ones too, pass.
 */
function csvCell(cell: string): string {
  const harmless = /^[=+\-@\t\r]/.test(cell) && !Number.isFinite(Number(cell)) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
