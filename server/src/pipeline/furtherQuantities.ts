/** What a run predicts beside the gap where its study asks for it, and the columns in which that stands. */
import { isSpinelFormula } from '../chemistry/spinelFormula.ts';
import type { Answer, ModelDescription, ModelQuantity, Prediction } from '../inference/types.ts';
import type { Candidate, Study } from '../study/types.ts';

/** Quantities of a candidate that cost another model; a gap is predicted in every run. */
export type FurtherQuantity = Extract<ModelQuantity, 'hull' | 'spinel'>;

export const furtherQuantities: readonly FurtherQuantity[] = ['hull', 'spinel'];

/** The names of the columns of a prediction. */
export interface PredictionColumns {
  readonly value: string;
  /** Half the width of the 68 % interval. */
  readonly sigma: string;
  /** The 90 % interval. */
  readonly low: string;
  readonly high: string;
  readonly domain: string;
  readonly model: string;
}

/** Energies above the hull in eV/atom; probabilities from 0 to 1. */
export const FURTHER_COLUMNS: Readonly<Record<FurtherQuantity, PredictionColumns>> = {
  hull: {
    value: 'hull_ev_atom',
    sigma: 'hull_sigma_ev_atom',
    low: 'hull_lo_ev_atom',
    high: 'hull_hi_ev_atom',
    domain: 'hull_domain',
    model: 'hull_model',
  },
  spinel: {
    value: 'spinel_probability',
    sigma: 'spinel_sigma',
    low: 'spinel_lo',
    high: 'spinel_hi',
    domain: 'spinel_domain',
    model: 'spinel_model',
  },
};

/** The further quantities that screens or the ranking of a study look at. */
export function quantitiesAsked({
  screens,
  rank,
}: Pick<Study, 'screens' | 'rank'>): readonly FurtherQuantity[] {
  const named = new Set<string>();
  for (const { test } of screens) if ('quantity' in test) named.add(test.quantity);
  for (const { quantity } of rank?.keys ?? []) named.add(quantity);
  return furtherQuantities.filter((quantity) => named.has(quantity));
}

/** The models of a run: that of gaps, and one for each further quantity that is asked for and can be answered. */
export interface RunModels {
  readonly gap: ModelDescription;
  readonly further: ReadonlyMap<FurtherQuantity, ModelDescription>;
}

/** All models of a run, that of gaps first. */
export function allModels({ gap, further }: RunModels): readonly ModelDescription[] {
  return [gap, ...further.values()];
}

/** What a candidate got; the further answers by quantity. */
export interface CandidateAnswers {
  readonly gap: Answer;
  readonly further: ReadonlyMap<FurtherQuantity, Answer>;
}

/** Whether a prediction is missing that there ought to be. A composition that is no AB2X4 has no spinel probability, which is no failure. */
export function isFailed({ composition }: Candidate, { gap, further }: CandidateAnswers): boolean {
  const missing = [...further].some(
    ([quantity, { ok }]) => !ok && (quantity !== 'spinel' || isSpinelFormula(composition)),
  );
  return missing || !gap.ok;
}

/** Why predictions are missing: `SP4007: …`, those of further quantities with their name before it; null where none is. */
export function problemOf({ gap, further }: CandidateAnswers): string | null {
  const problems = [
    ...(gap.ok ? [] : [`${gap.code}: ${gap.message}`]),
    ...[...further].flatMap(([quantity, answer]) =>
      answer.ok ? [] : [`${quantity}: ${answer.code}: ${answer.message}`],
    ),
  ];
  return problems.length === 0 ? null : problems.join(' ');
}

/** The cells of a prediction in the order of its columns, rounded by `round`; null where there is none. */
export function predictionCells(
  columns: PredictionColumns,
  prediction: Prediction | undefined,
  round: (value: number) => number,
): readonly (readonly [string, number | string | null])[] {
  const number = (value: number | undefined) => (value === undefined ? null : round(value));
  return [
    [columns.value, number(prediction?.value)],
    [columns.sigma, number(prediction?.sigma)],
    [columns.low, number(prediction?.low)],
    [columns.high, number(prediction?.high)],
    [columns.domain, prediction?.domain ?? null],
    [columns.model, prediction?.model ?? null],
  ];
}
