import type { Study } from '../study/types.ts';
import type { QuantityReader } from './quantities.ts';

export interface Ranking {
  /** The kept rows, the best first; in the order of the enumeration where the study has no `rank`. */
  readonly order: Uint32Array;
  /** How many of them the run hands over: `top`, or all. */
  readonly handedOver: number;
  /** Whether a `rank` statement decided the order. */
  readonly ranked: boolean;
}

/**
 * Orders the kept rows by the keys of the study, smallest first, the next key where the one before is equal, and by enumeration where all
 * are. Rows without a value come last. Keys whose quantity nothing answers are left out; the caller tells the user.
 */
export function rankRows(study: Study, kept: Uint8Array, read: QuantityReader): Ranking {
  const rows = keptRows(kept);
  const keys = (study.rank?.keys ?? []).filter((key) => read.answers(key.quantity));
  if (study.rank === undefined || keys.length === 0) {
    return { order: rows, handedOver: handedOver(study, rows.length), ranked: false };
  }
  const values = keys.map(({ quantity, target, descending }) => {
    const value = read.of(quantity);
    return Float64Array.from(rows, (row) => keyOf(value(row), target, descending));
  });
  const places = Uint32Array.from(rows, (_, place) => place);
  places.sort((a, b) => {
    for (const column of values) {
      const difference = (column[a] ?? 0) - (column[b] ?? 0);
      // Two infinities, which stand for missing values, differ by NaN and count as equal.
      if (difference < 0) return -1;
      if (difference > 0) return 1;
    }
    return a - b;
  });
  const order = Uint32Array.from(places, (place) => rows[place] ?? 0);
  return { order, handedOver: handedOver(study, order.length), ranked: true };
}

/** Missing values become the largest key, whatever the direction. */
function keyOf(value: number, target: number | undefined, descending: boolean): number {
  if (Number.isNaN(value)) return Number.POSITIVE_INFINITY;
  // Distances are rounded like the energies themselves, so that 1.9 and 2.1 eV are equally far from 2 eV.
  const distance = target === undefined ? value : Math.round(Math.abs(value - target) * 1e9) / 1e9;
  return descending ? -distance : distance;
}

function keptRows(kept: Uint8Array): Uint32Array {
  let count = 0;
  for (const flag of kept) count += flag;
  const rows = new Uint32Array(count);
  let place = 0;
  for (const [row, flag] of kept.entries()) {
    if (flag === 1) rows[place++] = row;
  }
  return rows;
}

function handedOver(study: Study, kept: number): number {
  return Math.min(study.rank?.top ?? kept, kept);
}
