/**
 * The number of candidates of a study, counted in slices between which the server answers whoever waits. A study that would take very long
 * is estimated from samples of its statements and marked as such.
 */
import type { CandidateSpace, Study } from '../study/types.ts';
import { drawSample, type RawRange, rawRanges } from './sampling.ts';
import { Slices } from './slices.ts';

export interface Counts {
  readonly distinct: number;
  readonly raw: number;
  /** Whether all was counted rather than estimated. */
  readonly exact: boolean;
  /** Candidates first reached by each statement, by index in the tree. */
  readonly byStatement: ReadonlyMap<number, number>;
}

/** Milliseconds after which counting gives way to an estimate. */
const PATIENCE = 20_000;

/** Rejects with the signal's reason where it is aborted. */
export async function countInSlices(
  space: CandidateSpace,
  study: Study,
  signal: AbortSignal,
  patience: number = PATIENCE,
): Promise<Counts> {
  const slices = new Slices(signal);
  const counting = space.counting();
  for (let step = counting.next(); ; step = counting.next()) {
    if (step.done) return { ...step.value, raw: space.rawCount, exact: true };
    await slices.breathe();
    if (slices.elapsed > patience) return estimate(space, study, slices);
  }
}

async function estimate(space: CandidateSpace, study: Study, slices: Slices): Promise<Counts> {
  const byStatement = new Map<number, number>();
  let distinct = study.bases.length;
  for (const range of rawRanges(study)) {
    const candidates = await estimateRange(space, range, slices);
    byStatement.set(range.statement, candidates);
    distinct += candidates;
  }
  return { distinct, raw: space.rawCount, exact: false, byStatement };
}

async function estimateRange(space: CandidateSpace, range: RawRange, slices: Slices): Promise<number> {
  const { indices, tried } = await drawSample(space, range, slices);
  return tried === 0 ? 0 : Math.round(((range.to - range.from) * indices.length) / tried);
}
