/** One more inference process, which computes chunks of long runs for the one that started it. */
import type { ChildHandlers, InferenceChild } from './child.ts';
import type { Chunk } from './jobQueue.ts';
import type { FromProcess } from './messages.ts';
import type { OpenRequest } from './openDevice.ts';
import { partOf } from './tensors.ts';
import type { ModelQuantity } from './types.ts';

/** One that is computed, and one more, since the process that hands them out does so only between chunks of its own. */
const CHUNKS_AHEAD = 2;

/** Starts the process of a helper. */
export type StartHelper = (handlers: ChildHandlers) => Pick<InferenceChild, 'send'>;

export interface HelperHandlers {
  /** Takes an answer as if it had been computed here. */
  readonly answer: (message: FromProcess) => void;
  /** Called when there may be room for another chunk. */
  readonly onRoom: () => void;
  /** The helper has ended, and these rows are still to be computed. */
  readonly onLost: (helper: Helper, chunks: readonly Chunk[]) => void;
}

interface Given {
  readonly chunk: Chunk;
  /** Rows that have not come back. */
  open: number;
}

export class Helper {
  readonly #child: Pick<InferenceChild, 'send'>;
  readonly #handlers: HelperHandlers;
  readonly #known = new Set<ModelQuantity>();
  readonly #open = new Set<ModelQuantity>();
  /** By the number of the job that a chunk is to the helper. */
  readonly #given = new Map<number, Given>();
  #lastJob = 0;

  constructor(start: StartHelper, handlers: HelperHandlers) {
    this.#handlers = handlers;
    this.#child = start({
      onMessage: (message) => this.#receive(message),
      onDeath: (how) => {
        console.error(`A process that helped with a run ${how}.`);
        // Rows are answered in their order, so that the ones that are missing are the last.
        const chunks = [...this.#given.values()].map(({ chunk, open }) => ({
          ...chunk,
          from: chunk.to - open,
        }));
        this.#handlers.onLost(this, chunks);
      },
      log: (line) => console.error(line),
    });
  }

  /** Opens a model that this process has open. One that the helper cannot open is not computed there. */
  open(request: OpenRequest, model: Uint8Array): void {
    const { quantity } = request;
    if (this.#known.has(quantity)) return;
    this.#known.add(quantity);
    this.#child.send({ kind: 'model', quantity, bytes: model });
    this.#child.send({ ...request, purpose: 'again' });
  }

  serves(quantity: ModelQuantity): boolean {
    return this.#open.has(quantity);
  }

  get hasRoom(): boolean {
    return this.#given.size < CHUNKS_AHEAD;
  }

  /** The chunk must be of a quantity that the helper serves. */
  give(chunk: Chunk): void {
    const { quantity, tensors, from, to } = chunk;
    this.#lastJob += 1;
    this.#given.set(this.#lastJob, { chunk, open: to - from });
    const buckets = [partOf(tensors, from, to)];
    // As background work, for which no process starts helpers of its own.
    this.#child.send({ kind: 'predict', quantity, job: this.#lastJob, priority: 'background', buckets });
  }

  #receive(message: FromProcess): void {
    if (message.kind === 'opened') this.#open.add(message.quantity);
    else if (message.kind === 'refused')
      console.error(`A helper has no ${message.quantity}: ${message.message}`);
    else this.#passOn(message);
    this.#handlers.onRoom();
  }

  #passOn(message: Extract<FromProcess, { kind: 'rows' | 'failedRows' }>): void {
    const given = this.#given.get(message.job);
    if (given === undefined) return;
    const { job, bucket, from } = given.chunk;
    this.#handlers.answer({ ...message, job, bucket, from: from + message.from });
    given.open -= message.kind === 'rows' ? message.value.length : message.count;
    if (given.open <= 0) this.#given.delete(message.job);
  }
}
