/** What screens would keep, from a sample of all candidates: a quick answer until a run counts. */
import { isChargeBalanced } from '../chemistry/charge.ts';
import type { Answer, ModelQuantity, Query } from '../inference/types.ts';
import { type FurtherQuantity, quantitiesAsked } from '../pipeline/furtherQuantities.ts';
import type { RunRows } from '../pipeline/quantities.ts';
import type { Candidate, CandidateSpace, ScreenTest, Study } from '../study/types.ts';
import type { GapSource } from './gapSource.ts';
import { randomFrom } from './sampling.ts';
import { Slices } from './slices.ts';
import type { StudyDocument } from './studyDocument.ts';

/** What is left behind one screen. */
export interface ScreenEstimate {
  readonly kept: number;
  readonly of: number;
  /** Whether every candidate was tested. */
  readonly exact: boolean;
  /** Why the screen cannot be applied. */
  readonly skipped: string | undefined;
}

/** Draws from all raw indices; a share of one half is then known to about 2 %. */
const DRAWS = 640;
const SEED = 85_306;

export class ScreenEstimates {
  readonly #document: StudyDocument;
  #key = '';
  #found: ReadonlyMap<number, ScreenEstimate> = new Map();

  constructor(document: StudyDocument) {
    this.#document = document;
  }

  /** The estimate of a screen or exclude statement (by index in the tree), where it is known for the present study. */
  known(statement: number): ScreenEstimate | undefined {
    return this.#key === keyOf(this.#document) ? this.#found.get(statement) : undefined;
  }

  /** Returns whether something new became known. */
  async find(gaps: GapSource, signal: AbortSignal): Promise<boolean> {
    const key = keyOf(this.#document);
    const { study, predictedQuantities } = this.#document.resolved();
    if (this.#key === key || study.screens.length === 0) return false;
    const { distinct } = await this.#document.counted();
    const space = this.#document.space();
    const { candidates, complete } = await draw(space, new Slices(signal));
    if (candidates.length === 0) return false;
    const further = quantitiesAsked({ screens: study.screens, rank: undefined }).filter((quantity) =>
      predictedQuantities.has(quantity),
    );
    const needed: ModelQuantity[] = study.screens.some(({ test }) => needsGap(test)) ? ['gap'] : [];
    for (const quantity of [...needed, ...further]) {
      await gaps.ask(candidates, 'background', signal, quantity);
      if (candidates.some((candidate) => gaps.known(candidate, quantity) === undefined)) return false;
    }
    if (keyOf(this.#document) !== key) return false;
    this.#found = await screened(
      study,
      space,
      candidates,
      (query, quantity) => gaps.known(query, quantity),
      further,
      complete ? 1 : distinct / candidates.length,
      complete,
    );
    this.#key = key;
    return true;
  }
}

/** Screens apply one after the other, so each estimate hangs on those before it; and on what the installed models answer. */
function keyOf(document: StudyDocument): string {
  const { study, predictedQuantities } = document.resolved();
  return `${document.meaning()} ${[...predictedQuantities].join()} ${study.screens.map(({ statement, test }) => JSON.stringify([statement, test])).join()}`;
}

function needsGap(test: ScreenTest): boolean {
  return (
    (test.kind === 'compare' || test.kind === 'range') &&
    ['gap', 'gap_sigma', 'novelty', 'metal'].includes(test.quantity)
  );
}

async function draw(
  space: CandidateSpace,
  slices: Slices,
): Promise<{ readonly candidates: readonly Candidate[]; readonly complete: boolean }> {
  if (space.rawCount <= DRAWS) return { candidates: [...space.candidates()], complete: true };
  const random = randomFrom(SEED);
  const candidates = new Map<number, Candidate>();
  for (let tried = 0; tried < DRAWS; tried += 1) {
    const index = Math.floor(random() * space.rawCount);
    const candidate = space.at(index);
    if (candidate) candidates.set(index, candidate);
    await slices.breathe();
  }
  return { candidates: [...candidates.values()], complete: false };
}

async function screened(
  study: Study,
  space: CandidateSpace,
  candidates: readonly Candidate[],
  known: Known,
  further: readonly FurtherQuantity[],
  weight: number,
  exact: boolean,
): Promise<ReadonlyMap<number, ScreenEstimate>> {
  // The stages of a run bring the reader of Parquet along, which a server at rest should not hold.
  const [{ quantityReader }, { applyScreens }] = await Promise.all([
    import('../pipeline/quantities.ts'),
    import('../pipeline/screenStage.ts'),
  ]);
  const rows = rowsOf(candidates, known, further);
  const { outcomes } = applyScreens(study.screens, rows, quantityReader(rows, space), space);
  return new Map(
    outcomes.map(({ statement, kept, of, skipped }) => [
      statement,
      { kept: Math.round(kept * weight), of: Math.round(of * weight), exact, skipped },
    ]),
  );
}

type Known = (query: Query, quantity: ModelQuantity) => Answer | undefined;

function rowsOf(
  candidates: readonly Candidate[],
  known: Known,
  further: readonly FurtherQuantity[],
): RunRows {
  const predictionsOf = (quantity: ModelQuantity) =>
    candidates.map((candidate) => {
      const answer = known(candidate, quantity);
      return answer?.ok ? answer.prediction : undefined;
    });
  const predictions = predictionsOf('gap');
  return {
    count: candidates.length,
    index: Float64Array.from(candidates, ({ index }) => index),
    gap: Float64Array.from(predictions, (prediction) => prediction?.value ?? Number.NaN),
    sigma: Float64Array.from(predictions, (prediction) => prediction?.sigma ?? Number.NaN),
    novelty: Float64Array.from(predictions, (prediction) => prediction?.novelty ?? Number.NaN),
    metal: Float64Array.from(predictions, (prediction) => prediction?.metal ?? Number.NaN),
    further: new Map(
      further.map((quantity) => [
        quantity,
        Float64Array.from(predictionsOf(quantity), (prediction) => prediction?.value ?? Number.NaN),
      ]),
    ),
    neutral: Uint8Array.from(candidates, ({ composition }) => Number(isChargeBalanced(composition))),
  };
}
