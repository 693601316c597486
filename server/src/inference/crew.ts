/** The helpers of an inference process, with which a long run on the CPU has as many processes as processors. */
import { Helper, type HelperHandlers, type StartHelper } from './helper.ts';
import type { Chunk } from './jobQueue.ts';
import type { OpenRequest } from './openDevice.ts';
import type { ModelQuantity } from './types.ts';

interface Opened {
  readonly request: OpenRequest;
  readonly model: Uint8Array;
}

export interface CrewOptions {
  /** How many helpers there may be. */
  readonly size: number;
  readonly start: StartHelper;
  readonly handlers: Omit<HelperHandlers, 'onLost'> & { readonly onLost: (chunks: readonly Chunk[]) => void };
}

export class Crew {
  readonly #options: CrewOptions;
  readonly #models = new Map<ModelQuantity, Opened>();
  /** Undefined before the first call. */
  #helpers: Set<Helper> | undefined;

  constructor(options: CrewOptions) {
    this.#options = options;
  }

  /** Remembers a model, so that helpers can open it. Only what runs on the CPU is worth helping with. */
  learn(request: OpenRequest, model: Uint8Array): void {
    const { quantity, device } = request;
    if (device === 'cpu' && this.#options.size > 0) this.#models.set(quantity, { request, model });
  }

  /** Starts the helpers, where that has not been done, and has them open a model. One that has ended is not replaced. */
  call(quantity: ModelQuantity): void {
    const opened = this.#models.get(quantity);
    if (opened === undefined) return;
    this.#helpers ??= new Set(Array.from({ length: this.#options.size }, () => this.#start()));
    for (const helper of this.#helpers) helper.open(opened.request, opened.model);
  }

  /** Gives every helper chunks for as long as it has room and there are any of what it serves. */
  share(take: (serves: (quantity: ModelQuantity) => boolean) => Chunk | undefined): void {
    for (const helper of this.#helpers ?? []) {
      while (helper.hasRoom) {
        const chunk = take((quantity) => helper.serves(quantity));
        if (chunk === undefined) break;
        helper.give(chunk);
      }
    }
  }

  #start(): Helper {
    return new Helper(this.#options.start, {
      ...this.#options.handlers,
      onLost: (helper, chunks) => {
        this.#helpers?.delete(helper);
        this.#options.handlers.onLost(chunks);
      },
    });
  }
}
