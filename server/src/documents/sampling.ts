/** Even samples of a statement's candidates. Draws are seeded, so that a hint does not change without cause. */
import type { CandidateSpace, Study } from '../study/types.ts';
import type { Slices } from './slices.ts';

/** The raw indices of a statement, `to` not included. */
export interface RawRange {
  readonly statement: number;
  readonly from: number;
  readonly to: number;
}

export interface Sample {
  /** Raw indices of candidates, ascending. */
  readonly indices: readonly number[];
  /** The raw indices that were looked at. */
  readonly tried: number;
  /** Whether every candidate of the range is in it. */
  readonly complete: boolean;
}

/** Candidates in a sample: enough for the ends of a range of gaps to show, few enough to be predicted within a second. */
const SIZE = 160;
/** Draws for a sample; where most raw indices yield no candidate, the sample stays smaller. */
const TRIES = 640;
const SEED = 20_240_227;

/** The raw indices of each statement: bases come first, then every substitution's combinations in the order of the study. */
export function rawRanges(study: Study): readonly RawRange[] {
  const ranges: { statement: number; from: number; to: number }[] = [];
  let from = study.bases.length;
  for (const { statement, exchanges } of study.substitutions) {
    if (exchanges.length === 0) continue;
    const size = exchanges.reduce(
      (product, { substituents, grid }) => product * substituents.length * grid.length,
      1,
    );
    const last = ranges.at(-1);
    if (last?.statement === statement) last.to += size;
    else ranges.push({ statement, from, to: from + size });
    from += size;
  }
  return ranges;
}

/** All candidates of a small range, evenly drawn ones of a large. */
export async function drawSample(space: CandidateSpace, range: RawRange, slices: Slices): Promise<Sample> {
  const size = range.to - range.from;
  if (size <= SIZE) {
    const indices = [...space.candidates(range.from, range.to)].map(({ index }) => index);
    return { indices, tried: size, complete: true };
  }
  const random = randomFrom(SEED + range.statement);
  const found = new Set<number>();
  let tried = 0;
  while (tried < TRIES && found.size < SIZE) {
    const index = range.from + Math.floor(random() * size);
    tried += 1;
    if (space.at(index) !== undefined) found.add(index);
    await slices.breathe();
  }
  return { indices: [...found].sort((a, b) => a - b), tried, complete: false };
}

/** Evenly distributed numbers in [0, 1): the generator mulberry32, which passes the usual tests and needs one word of state. */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
