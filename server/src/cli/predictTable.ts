import path from 'node:path';
import { counted, grouped } from '../counts.ts';
import type { SpaceGroupChoice } from '../pipeline/formulaQuery.ts';
import { type BadRow, type LabelledTable, labelTable } from '../pipeline/labelTable.ts';
import { askedQuantities } from './askedQuantities.ts';
import type { Invocation, Surroundings } from './command.ts';
import type { Console } from './console.ts';
import { withInference } from './engine.ts';
import { exitCodes } from './exitCodes.ts';
import { shownName } from './shownName.ts';

/** Bad rows that are shown one by one; the others are counted. */
const SHOWN_BAD_ROWS = 20;

/** Bad rows that the JSON report lists. */
const LISTED_BAD_ROWS = 1000;

/** `spinel predict --from TABLE --out OUT` */
export async function predictTable(
  invocation: Invocation,
  table: { readonly from: string; readonly out: string; readonly spaceGroup: SpaceGroupChoice },
  { console, signal }: Surroundings,
): Promise<number> {
  const began = performance.now();
  const bad: BadRow[] = [];
  const json = invocation.flag('json');
  const { quantities, pbeGap } = askedQuantities(invocation);
  const result = await withInference(invocation, (inference) =>
    labelTable({
      ...table,
      formulaColumn: invocation.value('formula-column'),
      spaceGroupColumn: invocation.value('spacegroup-column'),
      pbeColumn: invocation.value('pbe-column'),
      quantities,
      pbeGap,
      inference,
      signal,
      onProgress: (rows) => console.status(progressText(rows, began)),
      onBadRow: (row) => {
        if (bad.length < LISTED_BAD_ROWS) bad.push(row);
        if (!json && bad.length <= SHOWN_BAD_ROWS) console.note(badRowText(table.from, row, console));
      },
    }),
  );
  console.status('');
  if (json) console.line(JSON.stringify({ ...result, out: path.resolve(table.out), bad }, null, 2));
  else print(result, table.out, console);
  return result.failed > 0 ? exitCodes.findings : exitCodes.fine;
}

function progressText(rows: number, began: number): string {
  const seconds = (performance.now() - began) / 1000;
  return `predicting  ${grouped(rows)} rows  ${grouped(rows / seconds)} rows/s`;
}

function badRowText(from: string, { line, code, message }: BadRow, console: Console): string {
  return `${console.paintNote('error', 'error')} ${code}: ${message}\n  ${shownName(from)}:${line}`;
}

function print(result: LabelledTable, out: string, console: Console): void {
  const { rows, failed, formulaColumn, spaceGroupColumn, pbeColumn, columns } = result;
  if (failed > SHOWN_BAD_ROWS) console.note(`  and ${grouped(failed - SHOWN_BAD_ROWS)} more rows`);
  const group =
    spaceGroupColumn === undefined
      ? ', no column of space groups'
      : ` and space groups from "${spaceGroupColumn}"`;
  const pbe = pbeColumn === undefined ? '' : ` and PBE gaps from "${pbeColumn}"`;
  console.line(`formulas from "${formulaColumn}"${group}${pbe}; added ${columns.join(', ')}`);
  const without = failed === 0 ? '' : `, ${grouped(failed)} of them without a prediction`;
  console.line(`${counted(rows, 'row')}${without}: ${path.resolve(out)}`);
}
