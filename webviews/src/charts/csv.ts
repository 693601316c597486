/** Tables as CSV files. */

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
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
