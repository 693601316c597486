/** The last rung, predicted: what is known of gaps and of other quantities, and how the rest is asked for without asking twice. */
import { queryKey } from '../inference/queryKey.ts';
import type {
  Answer,
  InferenceService,
  ModelQuantity,
  PredictOptions,
  Priority,
  Query,
} from '../inference/types.ts';

/** Predictions as the editor's features see them. Without trust or a model nothing is known, and asking changes nothing. */
export interface GapSource {
  /** Whether asking is worth preparing for: not without trust, and not for some seconds after a failure. */
  readonly answering: boolean;
  /** The gap where no other quantity is named. */
  known(query: Query, quantity?: ModelQuantity): Answer | undefined;
  /** Settles when the answers are known, or cannot be had; never rejects. */
  ask(
    queries: readonly Query[],
    priority: Priority,
    signal?: AbortSignal,
    quantity?: ModelQuantity,
  ): Promise<void>;
}

export const noGaps: GapSource = {
  answering: false,
  known: () => undefined,
  ask: async () => {},
};

/** Rows of one request: small enough that the first hints come early, large enough to fill a batch. */
const BATCH = 64;
/** Milliseconds for which samples are not drawn after predictions failed. */
const PAUSE_AFTER_FAILURE = 5000;

export class InferredGaps implements GapSource {
  readonly #inference: InferenceService;
  readonly #arrived: (priority: Priority) => void;
  readonly #failed: (error: unknown) => void;
  /** What is being asked already; requests that someone may abort are not shared with others. */
  readonly #open = new Map<string, Promise<void>>();

  #failedAt = Number.NEGATIVE_INFINITY;

  /** `arrived` is called once a batch. */
  constructor(
    inference: InferenceService,
    arrived: (priority: Priority) => void,
    failed: (error: unknown) => void,
  ) {
    this.#inference = inference;
    this.#arrived = arrived;
    this.#failed = failed;
  }

  get answering(): boolean {
    return performance.now() - this.#failedAt > PAUSE_AFTER_FAILURE;
  }

  known(query: Query, quantity?: ModelQuantity): Answer | undefined {
    return this.#inference.cached(query, quantity);
  }

  async ask(
    queries: readonly Query[],
    priority: Priority,
    signal?: AbortSignal,
    quantity: ModelQuantity = 'gap',
  ): Promise<void> {
    const waiting: Promise<void>[] = [];
    const missing = new Map<string, Query>();
    for (const query of queries) {
      if (this.known(query, quantity) !== undefined) continue;
      const key = `${quantity} ${priority} ${queryKey(query, quantity)}`;
      const open = this.#open.get(key);
      if (open) waiting.push(open);
      else missing.set(key, query);
    }
    const fresh = [...missing];
    for (let from = 0; from < fresh.length; from += BATCH) {
      waiting.push(
        this.#request(fresh.slice(from, from + BATCH), { priority, quantity, ...(signal ? { signal } : {}) }),
      );
    }
    await Promise.all(waiting);
  }

  #request(
    batch: readonly [string, Query][],
    options: PredictOptions & { readonly quantity: ModelQuantity },
  ): Promise<void> {
    const queries = batch.map(([, query]) => query);
    const { priority, signal, quantity } = options;
    const done = this.#inference
      .predict(queries, options)
      .then(() => this.#arrived(priority))
      .catch((error: unknown) => {
        if (signal?.aborted) return;
        // A model of another quantity that cannot be used says nothing of gaps.
        if (quantity === 'gap') this.#failedAt = performance.now();
        this.#failed(error);
      })
      .finally(() => {
        for (const [key] of batch) this.#open.delete(key);
      });
    if (!signal) for (const [key] of batch) this.#open.set(key, done);
    return done;
  }
}
