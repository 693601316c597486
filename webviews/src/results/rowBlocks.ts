/** Rows of the table near the window, fetched in blocks and forgotten when far away. */
import type { Row } from '../messages.ts';

export interface Block {
  /** Rows of the table as narrowed, in all. */
  readonly total: number;
  readonly rows: readonly Row[];
}

export type FetchBlock = (offset: number, limit: number) => Promise<Block>;

export interface RowBlocksOptions {
  readonly fetch: FetchBlock;
  /** Called when rows came in, and when the total is known. */
  onArrival(total: number): void;
  onFailure(reason: unknown): void;
}

const blockSize = 100;
/** Blocks kept on the page: enough that a screen and its surroundings do not flicker. */
const keptBlocks = 12;
/** Requests at a time; while the user drags the scroll bar, blocks passed by are never asked for. */
const parallelRequests = 2;

export class RowBlocks {
  readonly #options: RowBlocksOptions;
  readonly #blocks = new Map<number, readonly Row[]>();
  readonly #pending = new Set<number>();
  #wanted: readonly number[] = [];
  /** Counts the views; an answer to an earlier one is dropped. */
  #generation = 0;

  constructor(options: RowBlocksOptions) {
    this.#options = options;
  }

  row(index: number): Row | undefined {
    return this.#blocks.get(Math.floor(index / blockSize))?.[index % blockSize];
  }

  /** Says which rows are in sight; blocks that are missing are fetched, the first in sight first. */
  want(first: number, end: number): void {
    const from = Math.floor(first / blockSize);
    const to = Math.floor(Math.max(first, end - 1) / blockSize);
    this.#wanted = Array.from({ length: to - from + 1 }, (_, index) => from + index);
    this.#fetchNext();
  }

  /** Forgets everything, for rows in another order. */
  reset(): void {
    this.#generation += 1;
    this.#blocks.clear();
    this.#pending.clear();
    this.#wanted = [];
  }

  #fetchNext(): void {
    for (const block of this.#wanted) {
      if (this.#pending.size >= parallelRequests) return;
      if (!this.#blocks.has(block) && !this.#pending.has(block)) void this.#fetch(block);
    }
  }

  async #fetch(block: number): Promise<void> {
    const generation = this.#generation;
    this.#pending.add(block);
    try {
      const { total, rows } = await this.#options.fetch(block * blockSize, blockSize);
      if (generation !== this.#generation) return;
      this.#pending.delete(block);
      this.#keep(block, rows);
      this.#options.onArrival(total);
      this.#fetchNext();
    } catch (reason) {
      if (generation !== this.#generation) return;
      this.#pending.delete(block);
      // A failed block is not asked for again until the window moves, or a broken folder would be asked for ever.
      this.#wanted = this.#wanted.filter((wanted) => wanted !== block);
      this.#options.onFailure(reason);
    }
  }

  #keep(block: number, rows: readonly Row[]): void {
    this.#blocks.set(block, rows);
    for (const old of this.#blocks.keys()) {
      if (this.#blocks.size <= keptBlocks) return;
      if (!this.#wanted.includes(old) && old !== block) this.#blocks.delete(old);
    }
  }
}
