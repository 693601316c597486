/** How many rows the network takes at once: as many as end in time, measured as the work goes on. */

/** A run should end within this time, so that whoever is more urgent waits no longer, with room for noise below the promised 50 ms. */
export const TARGET_MILLISECONDS = 30;

/** The first run of a bucket, before anything is known. */
const FIRST_ROWS = 4;

/**
 * Chunk sizes by number of elements. Sizes are powers of two: a device compiles or plans anew for every new shape, and so it sees few.
 */
export class ChunkSizer {
  readonly #rows = new Map<number, number>();
  readonly #largest: number;

  /** Above `largest` rows a chunk gains nothing on this device. */
  constructor(largest: number) {
    this.#largest = largest;
  }

  /** Rows of the next chunk of a bucket with this many elements. */
  rowsFor(slots: number): number {
    const known = this.#rows.get(slots);
    if (known !== undefined) return known;
    // A bucket with more elements costs more per row than its neighbour below, but rarely twice as much.
    const neighbour = this.#rows.get(slots - 1) ?? this.#rows.get(slots + 1);
    return neighbour === undefined ? FIRST_ROWS : Math.max(1, neighbour / 2);
  }

  /** Learns from a run. A chunk that was the last of its job and not full tells only when it was too slow. */
  record(slots: number, rows: number, milliseconds: number): void {
    const size = this.rowsFor(slots);
    if (milliseconds > TARGET_MILLISECONDS) {
      // One slow run is most often a busy machine; halving loses little if so and comes down quickly if not.
      const fitting = powerOfTwoBelow((rows * TARGET_MILLISECONDS) / milliseconds);
      this.#rows.set(slots, Math.max(1, Math.min(size, Math.max(fitting, size / 4))));
    } else if (rows >= size && milliseconds * 2.2 < TARGET_MILLISECONDS) {
      this.#rows.set(slots, Math.min(this.#largest, size * 2));
    } else if (!this.#rows.has(slots)) {
      this.#rows.set(slots, size);
    }
  }
}

function powerOfTwoBelow(value: number): number {
  return value < 2 ? 1 : 2 ** Math.floor(Math.log2(value));
}
