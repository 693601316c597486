/** The inference service as long as the workspace is trusted, replaced where a setting needs another one. */
import { type GapSource, InferredGaps, noGaps } from '../../documents/gapSource.ts';
import type { InferenceService, InferenceStatus, Priority } from '../../inference/types.ts';
import type { Settings } from '../../protocol.ts';

export type CreateInference = (settings: Settings) => InferenceService;

export interface PredictionListener {
  status(status: InferenceStatus): void;
  arrived(priority: Priority): void;
  failed(error: unknown): void;
}

const off: InferenceStatus = { state: 'idle', device: undefined, model: undefined, error: undefined };

export class Predictions {
  readonly #create: CreateInference;
  readonly #listener: PredictionListener;
  #service: InferenceService | undefined;
  #gaps: GapSource = noGaps;
  #settings: Settings | undefined;

  constructor(create: CreateInference, listener: PredictionListener) {
    this.#create = create;
    this.#listener = listener;
  }

  /** Begins to predict, or takes other settings. The service itself starts its process with the first question. */
  use(settings: Settings): void {
    const before = this.#settings;
    this.#settings = settings;
    const sameFolders =
      before?.runtimeFolder === settings.runtimeFolder && before.ownModelsFolder === settings.ownModelsFolder;
    if (this.#service && before && sameFolders) {
      if (before.device !== settings.device) this.#service.setDevice(settings.device);
      return;
    }
    void this.#service?.dispose();
    const service = this.#create(settings);
    service.onStatus((status) => {
      if (service === this.#service) this.#listener.status(status);
    });
    this.#service = service;
    this.#gaps = new InferredGaps(
      service,
      (priority) => this.#listener.arrived(priority),
      (error) => this.#listener.failed(error),
    );
  }

  get gaps(): GapSource {
    return this.#gaps;
  }

  get status(): InferenceStatus {
    return this.#service?.status ?? off;
  }

  async dispose(): Promise<void> {
    const service = this.#service;
    this.#service = undefined;
    this.#gaps = noGaps;
    await service?.dispose();
  }
}
