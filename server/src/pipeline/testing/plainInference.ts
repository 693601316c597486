/** Predictions of the plain models without a process, for tests of what is done with them; `cli/` tests the way through the process. */
import { isSpinelFormula } from '../../chemistry/spinelFormula.ts';
import { plainMetal, plainValue } from '../../inference/testing/plainModel.ts';
import type {
  Answer,
  InferenceService,
  ModelDescription,
  ModelQuantity,
  Query,
} from '../../inference/types.ts';

type Described = Pick<ModelDescription, 'id' | 'version' | 'sha256' | 'quantity'>;

/** What a run writes down of a plain model. */
export function plainDescription(quantity: ModelQuantity = 'gap'): Described {
  const id = quantity === 'gap' ? 'plain' : `plain-${quantity}`;
  return { id, version: '1.0.0', sha256: String(quantity.length).repeat(64), quantity };
}

export interface PlainInferenceOptions {
  /** The quantities that are installed; the gap alone where nothing is said. */
  readonly quantities?: readonly ModelQuantity[];
  /** Called before each batch is answered; a rejection is the batch's. */
  readonly before?: (queries: readonly Query[]) => void | Promise<void>;
  /** What to answer instead of a prediction, where something else is wanted. */
  readonly instead?: (query: Query, quantity: ModelQuantity) => Answer | undefined;
}

/** What the plain model answers, to the last bit the same each time. */
export function plainAnswer(query: Query, quantity: ModelQuantity = 'gap'): Answer {
  if (quantity === 'spinel' && !isSpinelFormula(query.composition))
    return { ok: false, code: 'SP4007', message: 'It is not AB2X4.' };
  const value = plainValue(quantity, query);
  const { id, version } = plainDescription(quantity);
  return {
    ok: true,
    prediction: {
      value,
      sigma: 0.2,
      low: Math.max(0, value - 0.4),
      high: value + 0.4,
      unit: 'eV',
      domain: 'in',
      domainReason: undefined,
      novelty: 0.5,
      metal: quantity === 'gap' ? plainMetal(query.composition) : undefined,
      metalGga: quantity === 'gap' ? 2 * plainMetal(query.composition) : undefined,
      conditional: quantity === 'gap' ? value + plainMetal(query.composition) : undefined,
      model: `${id} ${version}`,
    },
  };
}

export function plainInference({
  quantities = ['gap'],
  before,
  instead,
}: PlainInferenceOptions = {}): InferenceService {
  return {
    async predict(queries, { signal, quantity = 'gap' }) {
      await before?.(queries);
      signal?.throwIfAborted();
      return queries.map((query) => instead?.(query, quantity) ?? plainAnswer(query, quantity));
    },
    cached: () => undefined,
    answers: (quantity) => quantities.includes(quantity),
    status: { state: 'ready', device: 'cpu', model: 'plain 1.0.0', error: undefined },
    onStatus: () => () => undefined,
    models: async () => quantities.map((quantity) => plainDescription(quantity) as ModelDescription),
    setDevice: () => undefined,
    dispose: async () => undefined,
  };
}
