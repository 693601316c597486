import { rm } from 'node:fs/promises';
import { SpinelError } from '../errors.ts';
import { systemCode } from './fileErrors.ts';
import type { FurtherQuantity } from './furtherQuantities.ts';
import type { RunClock } from './progress.ts';
import type { Ranking } from './rankStage.ts';
import type { Screening } from './screenStage.ts';
import {
  type Cell,
  type ColumnBlock,
  type FileFacts,
  openParquet,
  readBlock,
  writeParquet,
} from './table/parquetFile.ts';
import { predictedColumns, resultColumns } from './table/schema.ts';

/** Rows in a row group: large enough to be read fast, small enough to be held. */
const ROWS_PER_GROUP = 65_536;

export interface ResultsInput {
  readonly file: string;
  /** The parts in order. */
  readonly parts: readonly string[];
  readonly sites: readonly string[];
  readonly further: readonly FurtherQuantity[];
  readonly facts: FileFacts;
  readonly screening: Screening;
  /** The screens as written, for the column that says what dropped a row. */
  readonly screens: readonly string[];
  readonly ranking: Ranking;
  readonly clock: RunClock;
}

/** Writes `results.parquet`: all rows of the parts with what screens and ranking decided. Resolves to the number of rows. */
export function writeResults(input: ResultsInput): Promise<number> {
  return writeParquet(
    input.file,
    resultColumns(input.sites, input.further),
    input.facts,
    resultBlocks(input),
  );
}

async function* resultBlocks(input: ResultsInput): AsyncGenerator<ColumnBlock> {
  const ranks = ranksByRow(input);
  const names = predictedColumns(input.sites, input.further).map(({ name }) => name);
  let group = emptyGroup(names);
  let start = 0;
  let size = 0;
  for (const file of input.parts) {
    const part = await readPart(file);
    for (const name of names) append(group.get(name), part.get(name) ?? []);
    size += part.get('index')?.length ?? 0;
    if (size < ROWS_PER_GROUP) continue;
    yield withDecisions(group, input, ranks, start, size);
    input.clock.advance(size);
    group = emptyGroup(names);
    start += size;
    size = 0;
  }
  yield withDecisions(group, input, ranks, start, size);
  input.clock.advance(size);
}

/** A part that turns out to be damaged is removed, so that the next attempt computes it anew. */
async function readPart(file: string): Promise<ColumnBlock> {
  try {
    return await readBlock(await openParquet(file), file);
  } catch (error) {
    const damaged = error instanceof SpinelError && systemCode(error.cause) === undefined;
    if (damaged) await rm(file, { force: true });
    throw error;
  }
}

function emptyGroup(names: readonly string[]): Map<string, Cell[]> {
  return new Map(names.map((name) => [name, []]));
}

function append(into: Cell[] | undefined, cells: readonly Cell[]): void {
  for (const cell of cells) into?.push(cell);
}

/** Ranks from 1; 0 for rows that have none. */
function ranksByRow({ ranking, screening }: ResultsInput): Int32Array {
  const ranks = new Int32Array(screening.kept.length);
  if (!ranking.ranked) return ranks;
  for (const [place, row] of ranking.order.entries()) ranks[row] = place + 1;
  return ranks;
}

function withDecisions(
  group: Map<string, Cell[]>,
  { screening, screens }: ResultsInput,
  ranks: Int32Array,
  start: number,
  size: number,
): ColumnBlock {
  const rows = Array.from({ length: size }, (_, place) => start + place);
  group.set(
    'kept',
    rows.map((row) => screening.kept[row] === 1),
  );
  group.set(
    'dropped_by',
    rows.map((row) => screens[(screening.droppedBy[row] ?? 0) - 1] ?? null),
  );
  group.set(
    'rank',
    rows.map((row) => ranks[row] || null),
  );
  return group;
}
