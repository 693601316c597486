/** What the manifest of the models tells resolution and hovers; it is read without loading any model. */
import type { Knowledge } from '../../documents/documentStore.ts';
import type { ModelDescription, ModelQuantity } from '../../inference/types.ts';

/** Predictions per second on an ordinary processor, for the estimate in SP3005; the command line assumes the same. */
const PREDICTIONS_PER_SECOND = 2000;

/** Milliseconds for which a manifest that was read counts as fresh. */
const FRESH = 5000;

export class ModelKnowledge {
  readonly #read: () => Promise<readonly ModelDescription[]>;
  #models: Promise<readonly ModelDescription[]> | undefined;
  #time = 0;

  constructor(read: () => Promise<readonly ModelDescription[]>) {
    this.#read = read;
  }

  /** The model of a quantity; undefined where there is none or the manifest cannot be read, which the first prediction reports. */
  async model(wanted: ModelQuantity): Promise<ModelDescription | undefined> {
    return (await this.#all()).find(({ quantity }) => quantity === wanted);
  }

  /** Another folder is to be read from now on. */
  forget(): void {
    this.#models = undefined;
  }

  async knowledge(candidateLimit: number): Promise<Knowledge> {
    const models = await this.#all();
    const domain = models.find(({ quantity }) => quantity === 'gap')?.domain;
    return {
      predictedQuantities: new Set(models.map(({ quantity }) => quantity)),
      candidateLimit,
      predictionsPerSecond: PREDICTIONS_PER_SECOND,
      ...(domain
        ? {
            trainedElements: new Map(Object.entries(domain.elementCounts)),
            minimumTrainedRows: domain.minElementCount,
          }
        : {}),
    };
  }

  #all(): Promise<readonly ModelDescription[]> {
    if (!this.#models || performance.now() - this.#time > FRESH) {
      this.#models = this.#read().catch(() => []);
      this.#time = performance.now();
    }
    return this.#models;
  }
}
