/** One quantity as the service serves it: its model, what is known already, and who waits for more. */
import { isSpinelFormula } from '../chemistry/spinelFormula.ts';
import type { SpinelError } from '../errors.ts';
import { type Interpreter, interpreterOf, modelName } from './answer.ts';
import { AnswerCache } from './cache.ts';
import { type KeyedQuery, Ledger } from './ledger.ts';
import { queryKey } from './queryKey.ts';
import type { ModelRegistry } from './registry.ts';
import { refusal } from './tensors.ts';
import type { Answer, Device, ModelDescription, ModelQuantity, PredictOptions, Query } from './types.ts';

/** Room for about 50,000 answers. */
const CACHE_BYTES = 16 * 1024 * 1024;

/** What a user may mend while the editor is open is looked at again after this time; other failures stay until the device is set. */
const RETRY_MILLISECONDS: Readonly<Record<string, number>> = {
  SP4001: 2000,
  SP4002: 2000,
  SP4003: 2000,
  SP4004: 30_000,
  SP4006: 30_000,
};

/** Why predictions are off, and since when. */
export interface Failure {
  readonly error: SpinelError;
  /** Milliseconds of the service's clock. */
  readonly time: number;
}

/** Whether a failure still holds; one that may have been mended is worth another try. */
export function stillHolds({ error, time }: Failure, now: number): boolean {
  return now - time < (RETRY_MILLISECONDS[error.code] ?? Infinity);
}

export interface ServedModelOptions {
  readonly registry: ModelRegistry;
  readonly nextJob: () => number;
  readonly onOutstanding: (outstanding: boolean) => void;
}

export class ServedModel {
  readonly quantity: ModelQuantity;
  readonly ledger: Ledger;
  readonly #registry: ModelRegistry;
  readonly #cache = new AnswerCache(CACHE_BYTES);
  #description: ModelDescription | undefined;
  #interpret: Interpreter | undefined;
  /** Why this quantity cannot be had although others may. */
  failure: Failure | undefined;
  /** How far the present process is with the model. */
  provision: 'none' | 'opening' | 'open' = 'none';
  /** The devices on which it has been verified since the setting was made. */
  readonly proven = new Set<Device>();

  constructor(quantity: ModelQuantity, { registry, nextJob, onOutstanding }: ServedModelOptions) {
    this.quantity = quantity;
    this.#registry = registry;
    this.ledger = new Ledger({
      quantity,
      nextJob,
      interpret: (query, raw) => (this.#interpret as Interpreter)(query.composition, raw),
      onAnswer: (key, answer) => this.#cache.set(key, answer),
      onOutstanding,
    });
  }

  /** Undefined before the first question. */
  get description(): ModelDescription | undefined {
    return this.#description;
  }

  get name(): string | undefined {
    return this.#description && modelName(this.#description);
  }

  /** Reads the manifest. Answers of another model than the one described before are forgotten. Rejects with SP4001 or SP4003. */
  async describe(): Promise<ModelDescription> {
    const description = await this.#registry.describe(this.quantity);
    if (description.sha256 !== this.#description?.sha256) this.#cache.clear();
    this.#interpret = interpreterOf(description);
    this.#description = description;
    return description;
  }

  /** The checked bytes of the model as it is described now. Rejects with SP4001 or SP4002. */
  async load(description: ModelDescription): Promise<Uint8Array> {
    return (await this.#registry.load(description)).bytes;
  }

  /** Needs a description. */
  request(queries: readonly Query[], { priority, signal }: PredictOptions): Promise<readonly Answer[]> {
    const known: (Answer | undefined)[] = new Array(queries.length);
    const wanted: (KeyedQuery | undefined)[] = queries.map((query, place) => {
      const refused = this.#refused(query);
      const key = refused === undefined ? queryKey(query, this.quantity) : '';
      known[place] = refused ?? this.#cache.get(key);
      return known[place] === undefined ? { key, query } : undefined;
    });
    return this.ledger.request(wanted, known, priority, signal);
  }

  cached(query: Query): Answer | undefined {
    if (this.#description === undefined) return undefined;
    return this.#refused(query) ?? this.#cache.get(queryKey(query, this.quantity));
  }

  forgetAnswers(): void {
    this.#cache.clear();
  }

  #refused(query: Query): Answer | undefined {
    if (this.#description === undefined) return undefined;
    const { limits, network } = this.#description;
    const message =
      refusal(query, { maxElements: limits.maxElements, pbeGap: network.pbeGap }) ??
      this.#inapplicable(query);
    return message === undefined ? undefined : { ok: false, code: 'SP4007', message };
  }

  /** Why the quantity has no meaning for a composition, although the network would give a number. */
  #inapplicable({ composition }: Query): string | undefined {
    if (this.quantity !== 'spinel' || isSpinelFormula(composition)) return undefined;
    return 'The spinel structure is that of AB2X4 with X of O, S, Se and Te; this composition is another.';
  }
}
