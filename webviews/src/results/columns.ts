/** The columns of the table of candidates: headings, what a cell says, how it is ordered. A narrow page shows the first ones. */
import { formulaPieces } from '../charts/formulaText.ts';
import { type FurtherQuantity, orderOfTheRun, type Row, type View } from '../messages.ts';

export type SortKey = View['sort']['by'];

/** A cell in pieces; lowered pieces are the amounts of a formula. */
export type CellText = readonly { readonly text: string; readonly lowered: boolean }[];

export interface Column {
  readonly id: string;
  readonly heading: string;
  /** What the heading means, with the unit. */
  readonly explanation: string;
  readonly sort: SortKey | undefined;
  readonly numeric: boolean;
  cell(row: Row): CellText;
}

const missing = '\u2013';

function plain(text: string): CellText {
  return [{ text, lowered: false }];
}

function energy(value: number | undefined): string {
  return value === undefined ? missing : value.toFixed(2);
}

const domainText = { in: '\u25cf inside', edge: '\u25c9 edge', out: '\u25cb outside' } as const;

/** The columns that every run has. */
export const columns: readonly Column[] = [
  {
    id: 'rank',
    heading: 'Rank',
    explanation: 'Place among the candidates that passed every screen',
    sort: 'rank',
    numeric: true,
    cell: (row) => plain(row.rank === undefined ? missing : row.rank.toLocaleString('en')),
  },
  {
    id: 'formula',
    heading: 'Formula',
    explanation: 'Composition of the candidate',
    sort: 'formula',
    numeric: false,
    cell: (row) => formulaPieces(row.formula),
  },
  {
    id: 'gap',
    heading: 'Gap (eV)',
    explanation: 'Predicted band gap in eV',
    sort: 'gap',
    numeric: true,
    cell: (row) => plain(energy(row.gap)),
  },
  {
    id: 'sigma',
    heading: '\u00b1 (eV)',
    explanation: 'Half the width of the 68 % interval in eV',
    sort: 'sigma',
    numeric: true,
    cell: (row) => plain(energy(row.sigma)),
  },
  {
    id: 'interval',
    heading: '90 % interval (eV)',
    explanation: 'The gap lies in this interval with a probability of 90 %',
    sort: undefined,
    numeric: true,
    cell: (row) =>
      plain(
        row.low === undefined || row.high === undefined
          ? missing
          : `${energy(row.low)} \u2026 ${energy(row.high)}`,
      ),
  },
  {
    id: 'metal',
    heading: 'No gap',
    explanation: 'Probability that HSE06 finds no gap',
    sort: 'metal',
    numeric: true,
    cell: (row) => plain(row.metal === undefined ? missing : `${(100 * row.metal).toFixed(0)}\u202f%`),
  },
  {
    id: 'change',
    heading: 'Change',
    explanation: 'Site, element that gives way, element that takes its place',
    sort: undefined,
    numeric: false,
    cell: (row) => plain(row.change),
  },
  {
    id: 'x',
    heading: 'x',
    explanation: 'Substituted amount, atoms per formula unit',
    sort: 'x',
    numeric: true,
    cell: (row) => plain(row.x === undefined ? missing : String(Number(row.x.toFixed(4)))),
  },
  {
    id: 'base',
    heading: 'Base',
    explanation: 'Compound that the substitution starts from',
    sort: undefined,
    numeric: false,
    cell: (row) => formulaPieces(row.base),
  },
  {
    id: 'domain',
    heading: 'Training data',
    explanation: "Whether the composition lies inside the model's training data",
    sort: undefined,
    numeric: false,
    cell: (row) => plain(row.domain === undefined ? missing : domainText[row.domain]),
  },
  {
    id: 'neutral',
    heading: 'Charges',
    explanation: 'Whether some assignment of common oxidation states balances',
    sort: undefined,
    numeric: false,
    cell: (row) => plain(row.neutral ? '\u2713 balanced' : '\u2717 unbalanced'),
  },
  {
    id: 'kept',
    heading: 'Screens',
    explanation: 'Whether the candidate passed every screen of the study',
    sort: undefined,
    numeric: false,
    cell: (row) => plain(row.kept ? '\u2713 kept' : '\u2717 dropped'),
  },
];

/** A value with its 90 % interval, which names the domain where the composition is not inside it. */
function valueAndInterval(found: Row['hull'], digits: number): CellText {
  if (found === undefined) return plain(missing);
  const { value, low, high, domain } = found;
  const mark = domain === 'in' ? '' : ` ${domainText[domain]}`;
  return plain(`${value.toFixed(digits)} (${low.toFixed(digits)} \u2026 ${high.toFixed(digits)})${mark}`);
}

/** The columns of what a study has asked for beside the gap. */
const furtherColumns: Readonly<Record<FurtherQuantity, Column>> = {
  hull: {
    id: 'hull',
    heading: 'Hull (eV/atom)',
    explanation: 'Predicted energy above the convex hull in eV/atom, with its 90 % interval',
    sort: 'hull',
    numeric: true,
    cell: (row) => valueAndInterval(row.hull, 3),
  },
  spinel: {
    id: 'spinel',
    heading: 'Spinel',
    explanation: 'Probability of keeping the spinel structure, 0 to 1, with its 90 % interval',
    sort: 'spinel',
    numeric: true,
    cell: (row) => valueAndInterval(row.spinel, 2),
  },
};

/** The columns of a run, the further quantities right of what is said of the gap. */
export function columnsOf(further: readonly FurtherQuantity[]): readonly Column[] {
  return columns.flatMap((column) =>
    column.id === 'metal' ? [column, ...further.map((quantity) => furtherColumns[quantity])] : [column],
  );
}

/** The order after a press on a heading: ascending, descending, and back to the order of the run. */
export function nextSort(current: View['sort'], key: SortKey): View['sort'] {
  if (current.by !== key) return { by: key, descending: false };
  return current.descending ? orderOfTheRun : { by: key, descending: true };
}
