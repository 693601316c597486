/** One line of the table on the page. Lines are reused for other rows while the user scrolls. */
import { element } from '../dom.ts';
import type { Row } from '../messages.ts';
import type { CellText, Column } from './columns.ts';

export interface TableRow {
  readonly element: HTMLElement;
  /** `undefined` while the row is on its way. */
  show(position: number, row: Row | undefined, active: boolean): void;
}

/** The id of the line of a row, by which the table names its active line. */
export function lineId(position: number): string {
  return `row-${position}`;
}

function fill(cell: HTMLElement, text: CellText): void {
  cell.replaceChildren(
    ...text.map((piece) => (piece.lowered ? element('sub', {}, [piece.text]) : piece.text)),
  );
}

export function tableRow(columns: readonly Column[]): TableRow {
  const cells = columns.map((column, index) =>
    element('div', {
      role: 'gridcell',
      class: `cell ${column.id}${column.numeric ? ' numeric' : ''}`,
      'aria-colindex': index + 1,
    }),
  );
  const line = element('div', { role: 'row', class: 'row' }, cells);
  let shown: Row | undefined;
  return {
    element: line,
    show: (position, row, active) => {
      line.id = lineId(position);
      // The headings are the first row.
      line.setAttribute('aria-rowindex', String(position + 2));
      line.setAttribute('aria-selected', String(active));
      line.classList.toggle('active', active);
      line.classList.toggle('odd', position % 2 === 1);
      line.classList.toggle('loading', row === undefined);
      line.classList.toggle('dropped', row !== undefined && !row.kept);
      if (row !== undefined && row === shown) return;
      shown = row;
      columns.forEach((column, index) => {
        const cell = cells[index];
        if (cell !== undefined) fill(cell, row === undefined ? [] : column.cell(row));
      });
    },
  };
}
