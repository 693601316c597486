/** Predictions that are known beforehand, so that a feature is tested without a model. */
import { reducedFormula } from '../../chemistry/reducedFormula.ts';
import type { GapSource } from '../../documents/gapSource.ts';
import type {
  Answer,
  DomainFlag,
  ModelQuantity,
  Prediction,
  Priority,
  Query,
} from '../../inference/types.ts';

export function prediction(gap: number, domain: DomainFlag = 'in'): Prediction {
  return {
    value: gap,
    sigma: 0.31,
    low: Math.max(0, gap - 0.6),
    high: gap + 0.6,
    unit: 'eV',
    domain,
    domainReason: domain === 'in' ? undefined : 'The model has learned from few compounds like it.',
    novelty: domain === 'in' ? 0.4 : 1.8,
    metal: undefined,
    metalGga: undefined,
    conditional: undefined,
    model: 'gap 1.0.0',
  };
}

/** Answers of quantities other than the gap, each for every compound. */
export type FurtherAnswers = Partial<Record<ModelQuantity, (query: Query) => Answer>>;

/** Gaps by reduced formula; `other` for every compound that is not named. Counts the gaps that it is asked for. */
export class KnownGaps implements GapSource {
  readonly #answers: Readonly<Record<string, Answer>>;
  readonly #other: ((query: Query) => Answer) | undefined;
  readonly #further: FurtherAnswers;
  readonly answering = true;
  readonly asked: Query[] = [];

  constructor(
    gaps: Readonly<Record<string, number | Answer>>,
    other?: (query: Query) => Answer,
    further: FurtherAnswers = {},
  ) {
    this.#answers = Object.fromEntries(
      Object.entries(gaps).map(([formula, gap]) => [
        formula,
        typeof gap === 'number' ? { ok: true as const, prediction: prediction(gap) } : gap,
      ]),
    );
    this.#other = other;
    this.#further = further;
  }

  known(query: Query, quantity: ModelQuantity = 'gap'): Answer | undefined {
    if (quantity !== 'gap') return this.#further[quantity]?.(query);
    return this.#answers[reducedFormula(query.composition)] ?? this.#other?.(query);
  }

  async ask(
    queries: readonly Query[],
    _priority?: Priority,
    _signal?: AbortSignal,
    quantity: ModelQuantity = 'gap',
  ): Promise<void> {
    if (quantity === 'gap') this.asked.push(...queries);
  }
}
