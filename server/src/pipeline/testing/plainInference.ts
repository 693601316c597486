/** Predictions of the plain model without a process, for tests of what is done with them; `cli/` tests the way through the process. */
import { plainGap } from '../../inference/testing/plainModel.ts';
import type { Answer, InferenceService, ModelDescription, Query } from '../../inference/types.ts';

export const plainDescription: Pick<ModelDescription, 'id' | 'version' | 'sha256' | 'quantity'> = {
  id: 'plain',
  version: '1.0.0',
  sha256: '0'.repeat(64),
  quantity: 'gap',
};

export interface PlainInferenceOptions {
  /** Called before each batch is answered; a rejection is the batch's. */
  readonly before?: (queries: readonly Query[]) => void | Promise<void>;
  /** What to answer instead of a prediction, where something else is wanted. */
  readonly instead?: (query: Query) => Answer | undefined;
}

/** What the plain model answers, to the last bit the same each time. */
export function plainAnswer({ composition, spaceGroup }: Query): Answer {
  const gap = plainGap(composition, spaceGroup);
  return {
    ok: true,
    prediction: {
      value: gap,
      sigma: 0.2,
      low: Math.max(0, gap - 0.4),
      high: gap + 0.4,
      unit: 'eV',
      domain: 'in',
      domainReason: undefined,
      novelty: 0.5,
      model: 'plain 1.0.0',
    },
  };
}

export function plainInference({ before, instead }: PlainInferenceOptions = {}): InferenceService {
  return {
    async predict(queries, { signal }) {
      await before?.(queries);
      signal?.throwIfAborted();
      return queries.map((query) => instead?.(query) ?? plainAnswer(query));
    },
    cached: () => undefined,
    answers: (quantity) => quantity === 'gap',
    status: { state: 'ready', device: 'cpu', model: 'plain 1.0.0', error: undefined },
    onStatus: () => () => undefined,
    models: async () => [plainDescription as ModelDescription],
    setDevice: () => undefined,
    dispose: async () => undefined,
  };
}
