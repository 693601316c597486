/** Columns that a text takes on a terminal. Combining marks take none, East Asian wide characters two. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of stripColours(text)) {
    if (/\p{Mark}/u.test(character)) continue;
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return width;
}

function stripColours(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with the escape character.
  return text.replace(/\u001b\[[0-9;]*m/g, '');
}

export interface TableColumn {
  readonly heading: string;
  readonly align?: 'left' | 'right';
  /** Whether the column may go where the terminal is too narrow; the last one goes first. */
  readonly optional?: boolean;
}

/** The columns and cells that fit into a width, indentation and gaps included. Columns that are not optional stay in any case. */
export function fitted<Column extends TableColumn>(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): { readonly columns: readonly Column[]; readonly rows: readonly (readonly string[])[] } {
  const needed = columnWidths(columns, rows).reduce((sum, one) => sum + one + 2, 0);
  const superfluous = columns.findLastIndex(({ optional }) => optional === true);
  if (needed <= width || superfluous < 0) return { columns, rows };
  const without = <Cell>(cells: readonly Cell[]) => cells.filter((_, place) => place !== superfluous);
  return fitted(without(columns), rows.map(without), width);
}

function columnWidths(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
): readonly number[] {
  return columns.map(({ heading }, place) =>
    Math.max(displayWidth(heading), ...rows.map((row) => displayWidth(row[place] ?? ''))),
  );
}

/** Aligned columns with a rule under the headings, each line indented by two. A column may go without a heading. */
export function textTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  paintHeading: (text: string) => string = (text) => text,
): readonly string[] {
  const widths = columnWidths(columns, rows);
  const line = (cells: readonly string[]) =>
    `  ${columns.map(({ align }, place) => padded(cells[place] ?? '', widths[place] ?? 0, align)).join('  ')}`.trimEnd();
  return [
    paintHeading(line(columns.map(({ heading }) => heading))),
    `  ${widths.map((width, place) => (columns[place]?.heading === '' ? ' ' : '─').repeat(width)).join('  ')}`.trimEnd(),
    ...rows.map(line),
  ];
}

function padded(text: string, width: number, align: TableColumn['align']): string {
  const spaces = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'right' ? spaces + text : text + spaces;
}
