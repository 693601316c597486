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
  readonly priority: Priority;
  readonly job: number;
  readonly bucket: number;
  readonly from: number;
  readonly to: number;
  readonly tensors: Bucket;
}

/** How many rows a chunk of so many elements of a quantity may have. */
export type RowsFor = (slots: number, quantity: ModelQuantity) => number;

interface Job {
  readonly id: number;
  readonly quantity: ModelQuantity;
  readonly priority: Priority;
  readonly buckets: readonly Bucket[];
  /** Where the next chunk begins. */
  bucket: number;
  row: number;
}

/** Jobs of all quantities by priority, first come first served within one, cut into chunks only when a chunk is taken. */
export class JobQueue {
  readonly #jobs: readonly Job[][] = order.map(() => []);

  add(id: number, priority: Priority, buckets: readonly Bucket[], quantity: ModelQuantity = 'gap'): void {
    const job = { id, quantity, priority, buckets, bucket: 0, row: 0 };
    skipDone(job);
    if (job.bucket < buckets.length) this.#jobs[rankOf(priority)]?.push(job);
  }

  cancel(id: number): void {
    for (const jobs of this.#jobs) {
      const place = jobs.findIndex((job) => job.id === id);
      if (place >= 0) jobs.splice(place, 1);
    }
  }

  /** Takes the next chunk of the most urgent job. */
  take(rowsFor: RowsFor): Chunk | undefined {
    const jobs = this.#jobs.find((waiting) => waiting.length > 0);
    return jobs && cut(jobs, 0, rowsFor);
  }

  /** Takes the next chunk of the first run of a quantity that `serves` lets pass. */
  takeOfRun(rowsFor: RowsFor, serves: (quantity: ModelQuantity) => boolean): Chunk | undefined {
    const runs = this.#jobs[rankOf('run')] as Job[];
    const place = runs.findIndex(({ quantity }) => serves(quantity));
    return place < 0 ? undefined : cut(runs, place, rowsFor);
  }
}

/** Cuts a chunk off a job, which leaves the list with its last. */
function cut(jobs: Job[], place: number, rowsFor: RowsFor): Chunk | undefined {
  const job = jobs[place];
  const tensors = job?.buckets[job.bucket];
  if (job === undefined || tensors === undefined) return undefined;
  const { id, quantity, priority, bucket, row } = job;
  const to = Math.min(tensors.spaceGroup.length, row + Math.max(1, rowsFor(tensors.slots, quantity)));
  job.row = to;
  skipDone(job);
  if (job.bucket >= job.buckets.length) jobs.splice(place, 1);
  return { quantity, priority, job: id, bucket, from: row, to, tensors };
}

/** Moves a job on to the next bucket that has rows left. */
function skipDone(job: Job): void {
  while (job.bucket < job.buckets.length && job.row >= (job.buckets[job.bucket]?.spaceGroup.length ?? 0)) {
    job.bucket += 1;
    job.row = 0;
  }
}
