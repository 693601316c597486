import type { CandidateSpace, ResolvedScreen, ScreenTest } from '../study/types.ts';
import { type QuantityReader, type RunRows, reasonForSkipping } from './quantities.ts';

/** What became of one screen. */
export interface ScreenOutcome {
  readonly statement: number;
  readonly text: string;
  readonly kept: number;
  readonly of: number;
  /** Why the screen could not be applied, if so. */
  readonly skipped: string | undefined;
}

export interface Screening {
  /** By row: 1 where every screen was passed. */
  readonly kept: Uint8Array;
  /** By row: the first screen that was not passed, counted from 1; 0 where all were. */
  readonly droppedBy: Uint16Array;
  readonly outcomes: readonly ScreenOutcome[];
}

/** Applies the screens in the order written. One whose quantity nothing answers is skipped and says so. */
export function applyScreens(
  screens: readonly ResolvedScreen[],
  rows: RunRows,
  read: QuantityReader,
  space: CandidateSpace,
): Screening {
  const kept = new Uint8Array(rows.count).fill(1);
  const droppedBy = new Uint16Array(rows.count);
  let left = rows.count;
  const outcomes = screens.map((screen, place): ScreenOutcome => {
    const of = left;
    const skipped = skipReason(screen.test, read);
    if (skipped === undefined) {
      const passes = testOf(screen.test, rows, read, space);
      for (let row = 0; row < rows.count; row += 1) {
        if (kept[row] === 0 || passes(row)) continue;
        kept[row] = 0;
        droppedBy[row] = place + 1;
        left -= 1;
      }
    }
    return { statement: screen.statement, text: screen.text, kept: left, of, skipped };
  });
  return { kept, droppedBy, outcomes };
}

function skipReason(test: ScreenTest, read: QuantityReader): string | undefined {
  const named = test.kind === 'compare' || test.kind === 'range';
  return named && !read.answers(test.quantity) ? reasonForSkipping(test.quantity) : undefined;
}

/** Whether a row passes. A row without a value for the quantity passes no comparison. */
function testOf(
  test: ScreenTest,
  rows: RunRows,
  read: QuantityReader,
  space: CandidateSpace,
): (row: number) => boolean {
  switch (test.kind) {
    case 'neutral':
      return (row) => rows.neutral[row] === 1;
    case 'exclude':
      return (row) => {
        const composition = space.at(rows.index[row] ?? -1)?.composition;
        return composition !== undefined && !test.elements.some((element) => composition.has(element));
      };
    case 'range': {
      const value = read.of(test.quantity);
      return (row) => value(row) >= test.low && value(row) <= test.high;
    }
    case 'compare': {
      const value = read.of(test.quantity);
      const compare = COMPARISONS[test.operator];
      return (row) => compare(value(row), test.value);
    }
  }
}

const COMPARISONS = {
  '<': (a: number, b: number) => a < b,
  '<=': (a: number, b: number) => a <= b,
  '>': (a: number, b: number) => a > b,
  '>=': (a: number, b: number) => a >= b,
  '=': (a: number, b: number) => a === b,
} as const;
