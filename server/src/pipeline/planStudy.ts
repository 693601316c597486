import { performance } from 'node:perf_hooks';
import type { InferenceService, Query } from '../inference/types.ts';
import { createCandidateSpace } from '../study/candidates/candidateSpace.ts';
import type { Candidate, CandidateSpace } from '../study/types.ts';
import { lineFinder } from './candidateRow.ts';
import { runModels } from './preflight.ts';
import type { StudySource } from './studySource.ts';

/** What a study amounts to before anything is run. */
export interface StudyPlan {
  readonly raw: number;
  readonly distinct: number;
  readonly statements: readonly {
    readonly line: number;
    readonly text: string;
    readonly candidates: number;
  }[];
  /** Seconds that counting took. */
  readonly countingSeconds: number;
}

/** Counts the candidates of a study, in all and by the statements that first reach them. */
export function planStudy(source: StudySource): StudyPlan {
  const began = performance.now();
  const space = createCandidateSpace(source.study);
  const { distinct, byStatement } = space.count();
  const countingSeconds = (performance.now() - began) / 1000;
  const lineOf = lineFinder(source.text);
  const statements = source.study.statements.flatMap(({ kind, span }, place) => {
    if (kind !== 'base' && kind !== 'base-from' && kind !== 'substitute') return [];
    const text = source.text.slice(span.start, span.end).replace(/\s+/g, ' ');
    return [{ line: lineOf(span.start), text, candidates: byStatement.get(place) ?? 0 }];
  });
  return { raw: space.rawCount, distinct, statements, countingSeconds };
}

/** Candidates predicted for the estimate: enough for full batches, few enough to take about a second. */
const SAMPLE = 2048;

/**
 * Measures candidates per second on some from all over the study, by all models that its run would use, the device included; not
 * counting the start.
 */
export async function measureRate(
  source: StudySource,
  inference: InferenceService,
  signal: AbortSignal,
): Promise<number> {
  const sample = spreadSample(createCandidateSpace(source.study));
  const queries = sample.map(({ composition, spaceGroup }) => ({ composition, spaceGroup }));
  const { further } = await runModels(inference, source.study);
  const predict = (part: readonly Query[]) =>
    Promise.all(
      (['gap', ...further.keys()] as const).map((quantity) =>
        inference.predict(part, { priority: 'run', quantity, signal }),
      ),
    );
  const half = Math.max(1, Math.floor(queries.length / 2));
  await predict(queries.slice(0, half));
  const rest = queries.slice(half);
  if (rest.length === 0) return Number.NaN;
  const began = performance.now();
  await predict(rest);
  return rest.length / ((performance.now() - began) / 1000);
}

function spreadSample(space: CandidateSpace): readonly Candidate[] {
  const step = Math.max(1, Math.floor(space.rawCount / (SAMPLE * 2)));
  const sample: Candidate[] = [];
  for (let index = 0; index < space.rawCount && sample.length < SAMPLE; index += step) {
    const candidate = space.at(index);
    if (candidate !== undefined) sample.push(candidate);
  }
  return sample;
}
