/** What is still to be computed, the most urgent first. */
import type { Bucket } from './tensors.ts';
import type { ModelQuantity, Priority } from './types.ts';

const order: readonly Priority[] = ['visible', 'hover', 'background', 'run'];

/** 0 for the most urgent. */
export function rankOf(priority: Priority): number {
  return order.indexOf(priority);
}

/** Rows [from, to) of one bucket of a job. */
export interface Chunk {
  readonly quantity: ModelQuantity;
  readonly job: number;
  readonly bucket: number;
  readonly from: number;
  readonly to: number;
  readonly tensors: Bucket;
}

interface Job {
  readonly id: number;
  readonly quantity: ModelQuantity;
  readonly buckets: readonly Bucket[];
  /** Where the next chunk begins. */
  bucket: number;
  row: number;
}

/** Jobs of all quantities by priority, first come first served within one, cut into chunks only when a chunk is taken. */
export class JobQueue {
  readonly #jobs: readonly Job[][] = order.map(() => []);

  add(id: number, priority: Priority, buckets: readonly Bucket[], quantity: ModelQuantity = 'gap'): void {
    const job = { id, quantity, buckets, bucket: 0, row: 0 };
    skipDone(job);
    if (job.bucket < buckets.length) this.#jobs[rankOf(priority)]?.push(job);
  }

  cancel(id: number): void {
    for (const jobs of this.#jobs) {
      const place = jobs.findIndex((job) => job.id === id);
      if (place >= 0) jobs.splice(place, 1);
    }
  }

  /** Takes the next chunk of the most urgent job; `rowsFor` says how many rows a chunk of so many elements of a quantity may have. */
  take(rowsFor: (slots: number, quantity: ModelQuantity) => number): Chunk | undefined {
    const jobs = this.#jobs.find((waiting) => waiting.length > 0);
    const job = jobs?.[0];
    const tensors = job?.buckets[job.bucket];
    if (jobs === undefined || job === undefined || tensors === undefined) return undefined;
    const to = Math.min(
      tensors.spaceGroup.length,
      job.row + Math.max(1, rowsFor(tensors.slots, job.quantity)),
    );
    const chunk = { quantity: job.quantity, job: job.id, bucket: job.bucket, from: job.row, to, tensors };
    job.row = to;
    skipDone(job);
    if (job.bucket >= job.buckets.length) jobs.shift();
    return chunk;
  }
}

/** Moves a job on to the next bucket that has rows left. */
function skipDone(job: Job): void {
  while (job.bucket < job.buckets.length && job.row >= (job.buckets[job.bucket]?.spaceGroup.length ?? 0)) {
    job.bucket += 1;
    job.row = 0;
  }
}
