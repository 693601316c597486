/** Keeps long work on the event loop short: after each slice, whoever waits is answered first. */
import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds of work between two looks at waiting messages. */
const SLICE = 8;

export class Slices {
  readonly #signal: AbortSignal | undefined;
  readonly #begin = performance.now();
  #began = this.#begin;

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  /** Returns at once within a slice; at its end, only after waiting messages were dealt with. Rejects with the signal's reason. */
  async breathe(): Promise<void> {
    if (performance.now() - this.#began < SLICE) return;
    // A timer rather than an immediate, so that pipes are read in between.
    await pause(1);
    this.#signal?.throwIfAborted();
    this.#began = performance.now();
  }

  /** Milliseconds since the work began. */
  get elapsed(): number {
    return performance.now() - this.#begin;
  }
}
