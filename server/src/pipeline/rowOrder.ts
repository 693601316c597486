import type { ResultsView } from '../protocol.ts';
import { FURTHER_COLUMNS } from './furtherQuantities.ts';
import type { ResultTable } from './table/resultTable.ts';
import { sortedPlaces } from './table/sortNumbers.ts';

const SORT_COLUMNS = {
  index: 'index',
  gap: 'gap_ev',
  sigma: 'gap_sigma_ev',
  metal: 'metal_probability',
  hull: FURTHER_COLUMNS.hull.value,
  spinel: FURTHER_COLUMNS.spinel.value,
  x: 'x',
  rank: 'rank',
} as const;

/** Orders of whole tables, which do not change: made once and narrowed by the filter each time. */
const orders = new WeakMap<ResultTable, Map<string, Uint32Array>>();

/** The rows that a view shows, in its order. Rows without the value that decides come last, either way. */
export function arrangeRows(table: ResultTable, view: ResultsView): Uint32Array {
  const shown = shownRows(table, view.filter);
  const order = wholeOrder(table, view.sort);
  let count = 0;
  for (const flag of shown) count += flag;
  if (count === table.rows) return order;
  const rows = new Uint32Array(count);
  let place = 0;
  for (const row of order) {
    if (shown[row] === 1) rows[place++] = row;
  }
  return rows;
}

function wholeOrder(table: ResultTable, sort: ResultsView['sort']): Uint32Array {
  const known = orders.get(table) ?? new Map<string, Uint32Array>();
  orders.set(table, known);
  const key = `${sort.by} ${sort.descending}`;
  const order = known.get(key) ?? computeOrder(table, sort);
  known.set(key, order);
  return order;
}

function computeOrder(table: ResultTable, { by, descending }: ResultsView['sort']): Uint32Array {
  if (by === 'formula') {
    const order = table.formulas.ascending();
    return descending ? order.reverse() : order;
  }
  // A page may ask for what it showed of an earlier run in the folder.
  const known = (by !== 'hull' && by !== 'spinel') || table.further.includes(by);
  return sortedPlaces(table.numbers(SORT_COLUMNS[known ? by : 'index']), descending);
}

/** 1 for every row that passes the filter. */
function shownRows(table: ResultTable, filter: ResultsView['filter']): Uint8Array {
  const shown = rowsWithText(table, filter.text.trim());
  if (filter.keptOnly) {
    const kept = table.flags('kept');
    for (let row = 0; row < shown.length; row += 1) shown[row] = (shown[row] ?? 0) & (kept[row] ?? 0);
  }
  if (filter.gapFrom !== undefined || filter.gapTo !== undefined) {
    const low = filter.gapFrom ?? Number.NEGATIVE_INFINITY;
    const high = filter.gapTo ?? Number.POSITIVE_INFINITY;
    for (const [row, gap] of table.numbers('gap_ev').entries()) {
      if (!(gap >= low && gap <= high)) shown[row] = 0;
    }
  }
  return shown;
}

/** Rows whose formula, base or change holds the text. Capitals are meant (`Co` is no `CO`); small letters alone match either case. */
function rowsWithText(table: ResultTable, text: string): Uint8Array {
  const marks = new Uint8Array(table.rows);
  if (text === '') return marks.fill(1);
  const ignoreCase = text === text.toLowerCase();
  table.formulas.markContaining(text, ignoreCase, marks);
  for (const name of ['base', 'change']) {
    const { values, codes } = table.texts(name);
    const holds = values.map((value) => (ignoreCase ? value.toLowerCase() : value).includes(text));
    if (!holds.includes(true)) continue;
    for (const [row, code] of codes.entries()) {
      if (holds[code] === true) marks[row] = 1;
    }
  }
  return marks;
}
