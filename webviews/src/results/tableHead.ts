/** The headings of the table; those of ordered columns are buttons. */
import { element } from '../dom.ts';
import type { View } from '../messages.ts';
import { type Column, nextSort } from './columns.ts';

export interface TableHead {
  readonly element: HTMLElement;
  show(sort: View['sort']): void;
}

const arrows = { ascending: ' \u25b2', descending: ' \u25bc', none: '' } as const;

function directionOf(column: Column, sort: View['sort']): keyof typeof arrows {
  if (column.sort !== sort.by) return 'none';
  return sort.descending ? 'descending' : 'ascending';
}

export function tableHead(
  columns: readonly Column[],
  sort: View['sort'],
  onSort: (sort: View['sort']) => void,
): TableHead {
  let current = sort;
  const cells = columns.map((column, index) => {
    const arrow = element('span', { class: 'arrow', 'aria-hidden': 'true' });
    const key = column.sort;
    const label =
      key === undefined
        ? element('span', {}, [column.heading])
        : element('button', { type: 'button' }, [column.heading, arrow]);
    if (key !== undefined) label.addEventListener('click', () => onSort(nextSort(current, key)));
    const cell = element(
      'div',
      {
        role: 'columnheader',
        class: `cell ${column.id}${column.numeric ? ' numeric' : ''}`,
        'aria-colindex': index + 1,
        title: column.explanation,
      },
      [label],
    );
    return { column, cell, arrow };
  });
  const show = (next: View['sort']): void => {
    current = next;
    for (const { column, cell, arrow } of cells) {
      if (column.sort === undefined) continue;
      const direction = directionOf(column, next);
      cell.setAttribute('aria-sort', direction);
      arrow.textContent = arrows[direction];
    }
  };
  show(sort);
  const row = element(
    'div',
    { role: 'row', class: 'row', 'aria-rowindex': 1 },
    cells.map(({ cell }) => cell),
  );
  return { element: element('div', { role: 'rowgroup', class: 'head' }, [row]), show };
}
