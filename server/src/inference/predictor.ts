/** The loop of the inference process: takes jobs, computes chunks in order of need, and answers. */
import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ChunkSizer } from './chunking.ts';
import { Crew } from './crew.ts';
import type { StartHelper } from './helper.ts';
import { type Chunk, JobQueue, type RowsFor } from './jobQueue.ts';
import type { FromProcess, ToProcess } from './messages.ts';
import { messageOf, type Network } from './network.ts';
import type { OpenRequest, OpenResult } from './openDevice.ts';
import { partOf } from './tensors.ts';
import type { ModelQuantity } from './types.ts';
import { firstRun } from './verify.ts';

/** Exit code of a process whose device stopped working; the service starts another. */
export const DEVICE_LOST = 70;

/** Above this many rows a chunk gains nothing: the CPU's caches are full, and a graphics processor is busy for its 30 ms. */
const LARGEST_CHUNK = { cpu: 128, other: 4096 } as const;

/** A run that has gone on for this many rows is worth the processor time of starting helpers, which is that of about 3,000 rows each. */
const LONG_RUN_ROWS = 4096;

/** A run that writes down what it has pauses for some tenths of a second; after a longer pause another has begun. */
const LONGEST_PAUSE_MILLISECONDS = 2000;

/** Opens a model on a device. Never rejects. */
export type OpenDevice = (request: OpenRequest, model: Uint8Array) => Promise<OpenResult>;

export interface PredictorPorts {
  readonly send: (message: FromProcess) => void;
  readonly open: OpenDevice;
  readonly exit: (code: number) => void;
  /** The processes that may help with long runs on the CPU. */
  readonly helpers: { readonly most: number; readonly start: StartHelper };
}

/** An open model with what is known of its speed. */
interface Engine {
  readonly network: Network;
  readonly sizer: ChunkSizer;
}

export class Predictor {
  readonly #ports: PredictorPorts;
  readonly #queue = new JobQueue();
  readonly #engines = new Map<ModelQuantity, Engine>();
  /** Models that have come and are not open yet. */
  readonly #models = new Map<ModelQuantity, Uint8Array>();
  readonly #crew: Crew;
  #working = false;
  /** Rows that have been computed here of the run that goes on, and when its last chunk was begun. */
  #runRows = 0;
  #runTime = 0;

  constructor(ports: PredictorPorts) {
    this.#ports = ports;
    this.#crew = new Crew({
      size: ports.helpers.most,
      start: ports.helpers.start,
      handlers: {
        answer: ports.send,
        onRoom: () => this.#share(),
        onLost: (chunks) => void this.#computeLost(chunks),
      },
    });
  }

  async receive(message: ToProcess): Promise<void> {
    if (message.kind === 'model') this.#models.set(message.quantity, message.bytes);
    else if (message.kind === 'open') await this.#open(message);
    else if (message.kind === 'cancel') this.#queue.cancel(message.job);
    else this.#queue.add(message.job, message.priority, message.buckets, message.quantity);
    await this.#work();
  }

  async #open(request: OpenRequest): Promise<void> {
    const { quantity, device } = request;
    const model = this.#models.get(quantity);
    if (model === undefined) throw new Error(`The model of ${quantity} was opened before it had come.`);
    const result = await this.#ports.open(request, model);
    if (!result.ok) {
      this.#ports.send(result.refusal);
      return;
    }
    const sizer = new ChunkSizer(device === 'cpu' ? LARGEST_CHUNK.cpu : LARGEST_CHUNK.other);
    this.#engines.set(quantity, { network: result.network, sizer });
    // The session has its own copy of the weights.
    this.#models.delete(quantity);
    this.#crew.learn(request, model);
    this.#ports.send({ kind: 'opened', quantity, device, report: result.report });
  }

  /** Computes until nothing is left. Messages have their turn before every chunk is chosen, so that what comes in counts at once. */
  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    try {
      for (;;) {
        await nextTurn();
        this.#share();
        const chunk = this.#queue.take(this.#rowsFor);
        if (chunk === undefined) return;
        this.#callForHelp(chunk);
        await this.#compute(this.#engine(chunk.quantity), chunk);
      }
    } finally {
      this.#working = false;
    }
  }

  readonly #rowsFor: RowsFor = (slots, quantity) => this.#engine(quantity).sizer.rowsFor(slots);

  /** Helpers get rows of runs alone: what the editor asks leaves the other processors to the editor. */
  #share(): void {
    this.#crew.share((serves) => this.#queue.takeOfRun(this.#rowsFor, serves));
  }

  #callForHelp({ priority, quantity, from, to }: Chunk): void {
    if (priority !== 'run') return;
    const now = performance.now();
    if (now - this.#runTime > LONGEST_PAUSE_MILLISECONDS) this.#runRows = 0;
    this.#runTime = now;
    this.#runRows += to - from;
    if (this.#runRows >= LONG_RUN_ROWS) this.#crew.call(quantity);
  }

  /** Computes what a helper has left behind when it ended. */
  async #computeLost(chunks: readonly Chunk[]): Promise<void> {
    for (const chunk of chunks) await this.#compute(this.#engine(chunk.quantity), chunk);
  }

  #engine(quantity: ModelQuantity): Engine {
    const engine = this.#engines.get(quantity);
    if (engine === undefined) throw new Error(`The model of ${quantity} was asked before it was open.`);
    return engine;
  }

  async #compute(engine: Engine, chunk: Chunk): Promise<void> {
    const { job, bucket, from, to, tensors } = chunk;
    const begin = performance.now();
    try {
      const output = await engine.network.run(partOf(tensors, from, to));
      engine.sizer.record(tensors.slots, to - from, performance.now() - begin);
      this.#ports.send({ kind: 'rows', job, bucket, from, ...output });
    } catch (error) {
      await this.#computeApart(engine, chunk, error);
    }
  }

  /** A failed chunk is halved until the rows that fail stand alone, so that they do not take the others with them. */
  async #computeApart(engine: Engine, chunk: Chunk, error: unknown): Promise<void> {
    const { job, bucket, from, to } = chunk;
    if (to - from > 1) {
      const middle = from + ((to - from) >> 1);
      await this.#compute(engine, { ...chunk, to: middle });
      await this.#compute(engine, { ...chunk, from: middle });
      return;
    }
    if (await stillWorks(engine.network)) {
      this.#ports.send({ kind: 'failedRows', job, bucket, from, count: 1, message: messageOf(error) });
    } else {
      console.error(`The device ${engine.network.device} was lost: ${messageOf(error)}`);
      this.#ports.exit(DEVICE_LOST);
    }
  }
}

async function stillWorks(network: Network): Promise<boolean> {
  try {
    await firstRun(network);
    return true;
  } catch {
    return false;
  }
}
