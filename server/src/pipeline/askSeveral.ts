/** One question about compounds, put to the models of several quantities at once. */
import { isSpinelFormula } from '../chemistry/spinelFormula.ts';
import type { Answer, InferenceService, ModelQuantity, PredictOptions, Query } from '../inference/types.ts';

/** What became of a query, by quantity; one that was not asked is missing. */
export type AnswersByQuantity = ReadonlyMap<ModelQuantity, Answer>;

/**
 * Answers in the order of the queries. A PBE gap is corrected where a query states one, and not asked about where none does. Rejects as
 * predictions do.
 */
export async function askSeveral(
  inference: InferenceService,
  queries: readonly Query[],
  quantities: readonly ModelQuantity[],
  options: Omit<PredictOptions, 'quantity'>,
): Promise<readonly AnswersByQuantity[]> {
  const found = queries.map(() => new Map<ModelQuantity, Answer>());
  await Promise.all(
    quantities.map(async (quantity) => {
      const places = [...queries.keys()].filter(
        (place) => quantity !== 'correct' || queries[place]?.pbeGap !== undefined,
      );
      const asked = places.map((place) => queries[place] as Query);
      const answers = await inference.predict(asked, { ...options, quantity });
      for (const [which, place] of places.entries()) {
        const answer = answers[which];
        if (answer !== undefined) found[place]?.set(quantity, answer);
      }
    }),
  );
  return found;
}

/** Answers that are missing although there ought to be one: a composition that is no AB2X4 has no spinel probability. */
export function failures(
  { composition }: Query,
  answers: AnswersByQuantity,
): readonly (readonly [ModelQuantity, Extract<Answer, { ok: false }>])[] {
  return [...answers].flatMap(([quantity, answer]) => {
    if (answer.ok || (quantity === 'spinel' && !isSpinelFormula(composition))) return [];
    return [[quantity, answer] as const];
  });
}
