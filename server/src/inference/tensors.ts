/** Compositions as numbers for the network: the one place where exact amounts become floating point (wall 4). */
import { LAST_SPACE_GROUP } from '../chemistry/spaceGroups.ts';
import type { Query } from './types.ts';

/** Compositions with the same number of elements, so that nothing is computed for padding. */
export interface Bucket {
  /** Elements of every row. */
  readonly slots: number;
  /** Places of the rows in the list that was encoded. */
  readonly rows: Uint32Array;
  /** [rows, slots], atomic numbers. */
  readonly elements: Int32Array;
  /** [rows, slots], atomic fractions; each row adds up to 1. */
  readonly amounts: Float32Array;
  /** [rows], International Tables number; 0 where it is not known. */
  readonly spaceGroup: Int32Array;
  /** [rows], the PBE gaps that users state, in eV; undefined where not every query has one. */
  readonly pbeGap?: Float32Array | undefined;
}

/** The smallest fraction that is told from an absent element; a smaller one would vanish or lose its digits in a 32-bit number. */
const SMALLEST_FRACTION = 1e-30;

/** The largest PBE gap that is taken for one, in eV; the widest gaps known are near 15. */
export const LARGEST_PBE_GAP = 30;

/** What a model takes, as far as it decides whether a query can be put to it. */
export interface Taken {
  readonly maxElements: number;
  /** Whether it needs a PBE gap. */
  readonly pbeGap?: boolean;
}

/** Why the network cannot take a query, as a whole sentence; undefined where it can. */
export function refusal(query: Query, { maxElements, pbeGap = false }: Taken): string | undefined {
  const { composition, spaceGroup } = query;
  const count = composition.elements.length;
  if (count > maxElements) {
    return `The composition has ${count} elements, and the model takes at most ${maxElements}.`;
  }
  if (!Number.isInteger(spaceGroup) || spaceGroup < 0 || spaceGroup > LAST_SPACE_GROUP) {
    return `${spaceGroup} is no space group: the numbers run from 1 to ${LAST_SPACE_GROUP}, and 0 stands for an unknown one.`;
  }
  if (pbeGap) {
    if (query.pbeGap === undefined) return 'The model corrects a PBE gap, and none is stated.';
    if (!(query.pbeGap >= 0 && query.pbeGap <= LARGEST_PBE_GAP)) {
      return `${query.pbeGap} eV is no PBE gap: the model takes 0 to ${LARGEST_PBE_GAP} eV.`;
    }
  }
  const fractions = fractionsOf(query);
  if (fractions === undefined) return 'The amounts differ too much in size to be put on a common scale.';
  const vanishing = fractions.findIndex((fraction) => fraction < SMALLEST_FRACTION);
  if (vanishing < 0) return undefined;
  return `The amount of ${composition.elements[vanishing]} is too small for the model to see.`;
}

/** Buckets by number of elements, fewest first. Every query must be one that `refusal` lets pass. */
export function encode(queries: readonly Query[]): Bucket[] {
  const bySlots = new Map<number, number[]>();
  for (const [place, query] of queries.entries()) {
    const slots = query.composition.elements.length;
    const rows = bySlots.get(slots);
    if (rows === undefined) bySlots.set(slots, [place]);
    else rows.push(place);
  }
  return [...bySlots.entries()]
    .sort(([one], [other]) => one - other)
    .map(([slots, rows]) => encodeBucket(queries, slots, rows));
}

/** Rows [from, to) of a bucket, on the same memory. */
export function partOf(bucket: Bucket, from: number, to: number): Bucket {
  const { slots } = bucket;
  return {
    slots,
    rows: bucket.rows.subarray(from, to),
    elements: bucket.elements.subarray(from * slots, to * slots),
    amounts: bucket.amounts.subarray(from * slots, to * slots),
    spaceGroup: bucket.spaceGroup.subarray(from, to),
    pbeGap: bucket.pbeGap?.subarray(from, to),
  };
}

function encodeBucket(queries: readonly Query[], slots: number, rows: readonly number[]): Bucket {
  const elements = new Int32Array(rows.length * slots);
  const amounts = new Float32Array(rows.length * slots);
  const spaceGroup = new Int32Array(rows.length);
  for (const [row, place] of rows.entries()) {
    const query = queries[place] as Query;
    elements.set(query.composition.atomicNumbers, row * slots);
    amounts.set(fractionsOf(query) ?? [], row * slots);
    spaceGroup[row] = query.spaceGroup;
  }
  return {
    slots,
    rows: Uint32Array.from(rows),
    elements,
    amounts,
    spaceGroup,
    pbeGap: pbeGapsOf(queries, rows),
  };
}

function pbeGapsOf(queries: readonly Query[], rows: readonly number[]): Float32Array | undefined {
  const gaps = rows.flatMap((place) => queries[place]?.pbeGap ?? []);
  return gaps.length === rows.length ? Float32Array.from(gaps) : undefined;
}

/** Atomic fractions from whole amounts in lowest terms, so that two spellings of a compound give the same bits; undefined on overflow. */
function fractionsOf({ composition }: Query): number[] | undefined {
  try {
    const whole = composition.wholeAmounts;
    const total = whole.reduce((sum, amount) => sum + amount, 0);
    return whole.map((amount) => amount / total);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
