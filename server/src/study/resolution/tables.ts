/** Bases from a table: the rows that hold a usable formula, and one finding for all that do not. */
import type { BaseFromStatement, Span } from '@spinel-studio/grammar';
import type { Family } from '../../chemistry/types.ts';
import { counted } from '../../counts.ts';
import { asQuestion, didYouMean } from '../findings/didYouMean.ts';
import { replacement } from '../findings/fixes.ts';
import { listing } from '../findings/listing.ts';
import type { ResolvedBase, TableSource } from '../types.ts';
import type { ResolutionContext } from './context.ts';
import type { BaseReader } from './readBase.ts';

export interface TableBase {
  readonly base: ResolvedBase;
  readonly line: number;
}

interface BadRow {
  readonly line: number;
  readonly reason: string;
}

type Rows = Extract<TableSource, { ok: true }>;

/** Bad rows that a message describes one by one. */
const DESCRIBED_ROWS = 3;

/** Nothing, and no finding, while the table has not been read yet. */
export function readTable(
  statement: BaseFromStatement,
  named: Family | undefined,
  reader: BaseReader,
  context: ResolutionContext,
): readonly TableBase[] {
  const { path } = statement;
  if (path === undefined || statement.column === undefined) return [];
  const table = context.environment.table(path.value);
  if (table === undefined) return [];
  if (!table.ok) {
    const message = `${path.value} cannot be read: ${table.reason.replace(/\.$/, '')}. Correct the path, which is relative to this file, or the table.`;
    context.report.add('SP2006', path.span, message);
    return [];
  }
  const column = findColumn(statement, table, context);
  return column === undefined
    ? []
    : readRows(table, column, { span: path.span, path: path.value }, named, reader, context);
}

function findColumn(
  statement: BaseFromStatement,
  table: Rows,
  context: ResolutionContext,
): number | undefined {
  const { column } = statement;
  if (column === undefined) return undefined;
  const wanted = column.kind === 'string' ? column.value : column.name;
  const found = table.columns.indexOf(wanted);
  if (found >= 0) return found;
  const near = didYouMean(wanted, table.columns);
  const known = listing(table.columns.map((name) => `"${name}"`));
  const advice =
    asQuestion(near) || (known === '' ? ' It has no columns at all.' : ` Its columns are ${known}.`);
  const fixes = near.map((name) => replacement(column.span, asColumn(name), `Replace by ${name}`));
  context.report.add('SP2006', column.span, `The table has no column "${wanted}".${advice}`, { fixes });
  return undefined;
}

/** A name where it reads as one, quoted otherwise. */
function asColumn(name: string): string {
  return /^[a-z][A-Za-z0-9_]*$/.test(name) ? name : JSON.stringify(name);
}

function readRows(
  table: Rows,
  column: number,
  source: { readonly span: Span; readonly path: string },
  named: Family | undefined,
  reader: BaseReader,
  context: ResolutionContext,
): readonly TableBase[] {
  const bases: TableBase[] = [];
  const bad: BadRow[] = [];
  for (const { line, cells } of table.rows) {
    const base = readCell(cells[column]?.trim() ?? '', source.span, named, reader);
    if (typeof base === 'string') bad.push({ line, reason: base });
    else bases.push({ base, line });
  }
  if (bad.length > 0) context.report.add('SP2006', source.span, badRowsMessage(source.path, bad));
  return bases;
}

/** The base of a cell, or why there is none. */
function readCell(
  text: string,
  span: Span,
  named: Family | undefined,
  reader: BaseReader,
): ResolvedBase | string {
  if (text === '') return 'the cell is empty.';
  const { base, problem } = reader.read(text, named);
  if (problem?.kind === 'formula') return `${text}: ${problem.problem.message}`;
  if (problem?.kind === 'fine') return problem.message;
  if (problem !== undefined) return problem.choice.message;
  return base === undefined
    ? `${text} fits no family.`
    : { name: undefined, formula: text, ...base, pbeGap: undefined, span };
}

function badRowsMessage(path: string, bad: readonly BadRow[]): string {
  const described = bad.slice(0, DESCRIBED_ROWS).map(({ line, reason }) => `Line ${line}: ${reason}`);
  const others = bad.slice(DESCRIBED_ROWS).map(({ line }) => String(line));
  const rest =
    others.length === 0 ? '' : ` Also ${others.length === 1 ? 'line' : 'lines'} ${listing(others, 20)}.`;
  return `${counted(bad.length, 'row')} of ${path} cannot be used and ${bad.length === 1 ? 'is' : 'are'} left out. ${described.join(' ')}${rest}`;
}
