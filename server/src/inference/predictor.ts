/** The loop of the inference process: takes jobs, computes chunks in order of need, and answers. */
import { performance } from 'node:perf_hooks';
import { ChunkSizer } from './chunking.ts';
import { type Chunk, JobQueue } from './jobQueue.ts';
import type { FromProcess, ToProcess } from './messages.ts';
import { messageOf, type Network, type NetworkInput } from './network.ts';
import type { OpenRequest, OpenResult } from './openDevice.ts';
import { firstRun } from './verify.ts';

/** Exit code of a process whose device stopped working; the service starts another. */
export const DEVICE_LOST = 70;

/** Above this many rows a chunk gains nothing: the CPU's caches are full, and a graphics processor is busy for its 30 ms. */
const LARGEST_CHUNK = { cpu: 256, other: 4096 } as const;

/** Opens a model on a device. Never rejects. */
export type OpenDevice = (request: OpenRequest, model: Uint8Array) => Promise<OpenResult>;

export interface PredictorPorts {
  readonly send: (message: FromProcess) => void;
  readonly open: OpenDevice;
  readonly exit: (code: number) => void;
}

export class Predictor {
  readonly #ports: PredictorPorts;
  readonly #queue = new JobQueue();
  #network: Network | undefined;
  #sizer = new ChunkSizer(LARGEST_CHUNK.cpu);
  #working = false;
  #model: Uint8Array | undefined;

  constructor(ports: PredictorPorts) {
    this.#ports = ports;
  }

  async receive(message: ToProcess): Promise<void> {
    if (message.kind === 'model') this.#model = message.bytes;
    else if (message.kind === 'open') await this.#open(message);
    else if (message.kind === 'cancel') this.#queue.cancel(message.job);
    else this.#queue.add(message.job, message.priority, message.buckets);
    await this.#work();
  }

  async #open(request: OpenRequest): Promise<void> {
    if (this.#model === undefined) throw new Error('The device was opened before the model had come.');
    const result = await this.#ports.open(request, this.#model);
    if (!result.ok) {
      this.#ports.send(result.refusal);
      return;
    }
    this.#network = result.network;
    // The session has its own copy of the weights.
    this.#model = undefined;
    this.#sizer = new ChunkSizer(request.device === 'cpu' ? LARGEST_CHUNK.cpu : LARGEST_CHUNK.other);
    this.#ports.send({ kind: 'opened', device: request.device, report: result.report });
  }

  /** Computes until nothing is left. The runtime yields to incoming messages before every run, so that what comes in counts at once. */
  async #work(): Promise<void> {
    const network = this.#network;
    if (this.#working || network === undefined) return;
    this.#working = true;
    try {
      for (;;) {
        const chunk = this.#queue.take((slots) => this.#sizer.rowsFor(slots));
        if (chunk === undefined) return;
        await this.#compute(network, chunk);
      }
    } finally {
      this.#working = false;
    }
  }

  async #compute(network: Network, chunk: Chunk): Promise<void> {
    const { job, bucket, from, to, tensors } = chunk;
    const begin = performance.now();
    try {
      const output = await network.run(inputOf(chunk));
      this.#sizer.record(tensors.slots, to - from, performance.now() - begin);
      this.#ports.send({ kind: 'rows', job, bucket, from, ...output });
    } catch (error) {
      await this.#computeApart(network, chunk, error);
    }
  }

  /** A failed chunk is halved until the rows that fail stand alone, so that they do not take the others with them. */
  async #computeApart(network: Network, chunk: Chunk, error: unknown): Promise<void> {
    const { job, bucket, from, to } = chunk;
    if (to - from > 1) {
      const middle = from + ((to - from) >> 1);
      await this.#compute(network, { ...chunk, to: middle });
      await this.#compute(network, { ...chunk, from: middle });
      return;
    }
    if (await stillWorks(network)) {
      this.#ports.send({ kind: 'failedRows', job, bucket, from, count: 1, message: messageOf(error) });
    } else {
      console.error(`The device ${network.device} was lost: ${messageOf(error)}`);
      this.#ports.exit(DEVICE_LOST);
    }
  }
}

function inputOf({ tensors, from, to }: Chunk): NetworkInput {
  const { slots } = tensors;
  return {
    slots,
    elements: tensors.elements.subarray(from * slots, to * slots),
    amounts: tensors.amounts.subarray(from * slots, to * slots),
    spaceGroup: tensors.spaceGroup.subarray(from, to),
  };
}

async function stillWorks(network: Network): Promise<boolean> {
  try {
    await firstRun(network);
    return true;
  } catch {
    return false;
  }
}
