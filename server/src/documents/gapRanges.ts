/** The range of predicted gaps of each substitute statement, found from a sample of its candidates and kept as long as the study means the same. */
import type { Prediction, Query } from '../inference/types.ts';
import type { GapSource } from './gapSource.ts';
import { drawSample, rawRanges } from './sampling.ts';
import { Slices } from './slices.ts';
import type { StudyDocument } from './studyDocument.ts';

/** Energies in eV. */
export interface GapRange {
  readonly low: number;
  readonly high: number;
  /** The number of candidates that were predicted. */
  readonly predicted: number;
  /** Of these, how many lie outside the model's training data. */
  readonly outside: number;
  /** Whether every candidate of the statement was predicted. */
  readonly complete: boolean;
}

export class GapRanges {
  readonly #document: StudyDocument;
  #meaning = '';
  readonly #ranges = new Map<number, GapRange>();

  constructor(document: StudyDocument) {
    this.#document = document;
  }

  /** The range of a statement (by index in the tree) where it is known for the present meaning. */
  known(statement: number): GapRange | undefined {
    this.#forgetOtherMeanings();
    return this.#ranges.get(statement);
  }

  /** Predicts in the background. Undefined where there is nothing to predict or no prediction can be had. */
  async find(statement: number, gaps: GapSource, signal: AbortSignal): Promise<GapRange | undefined> {
    const known = this.known(statement);
    if (known) return known;
    const meaning = this.#document.meaning();
    const space = this.#document.space();
    const range = rawRanges(this.#document.resolved().study).find((one) => one.statement === statement);
    if (!range) return undefined;
    const { indices, complete } = await drawSample(space, range, new Slices(signal));
    const queries: readonly Query[] = indices.flatMap((index) => space.at(index) ?? []);
    await gaps.ask(queries, 'background', signal);
    const found = summary(queries, complete, gaps);
    if (found && this.#document.meaning() === meaning) this.#ranges.set(statement, found);
    return found;
  }

  #forgetOtherMeanings(): void {
    const meaning = this.#document.meaning();
    if (meaning === this.#meaning) return;
    this.#ranges.clear();
    this.#meaning = meaning;
  }
}

function summary(queries: readonly Query[], complete: boolean, gaps: GapSource): GapRange | undefined {
  const predictions: Prediction[] = [];
  for (const query of queries) {
    const answer = gaps.known(query);
    if (answer === undefined) return undefined;
    if (answer.ok) predictions.push(answer.prediction);
  }
  if (predictions.length === 0) return undefined;
  const values = predictions.map(({ value }) => value);
  return {
    low: Math.min(...values),
    high: Math.max(...values),
    predicted: predictions.length,
    outside: predictions.filter(({ domain }) => domain === 'out').length,
    complete,
  };
}
