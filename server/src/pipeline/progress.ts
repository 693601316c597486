import type { RunEvent, RunStage } from './types.ts';

/** Milliseconds between two progress events of one stage. */
const INTERVAL = 100;

/** Seconds over which the rate is measured before it is told. */
const WARM_UP = 0.3;

/** Counts what is done in one stage and tells at a bearable pace. */
export class RunClock {
  readonly #stage: RunStage;
  readonly #total: number;
  readonly #already: number;
  readonly #tell: (event: RunEvent) => void;
  readonly #started = performance.now();
  #done: number;
  #told = Number.NEGATIVE_INFINITY;

  /** `already` counts rows of an earlier attempt, which say nothing about the present rate. */
  constructor(stage: RunStage, total: number, already: number, tell: (event: RunEvent) => void) {
    this.#stage = stage;
    this.#total = total;
    this.#already = already;
    this.#done = already;
    this.#tell = tell;
    this.#emit();
  }

  advance(rows: number): void {
    this.#done += rows;
    if (this.#done >= this.#total || performance.now() - this.#told >= INTERVAL) this.#emit();
  }

  #emit(): void {
    const now = performance.now();
    this.#told = now;
    const seconds = (now - this.#started) / 1000;
    const fresh = this.#done - this.#already;
    const rate = fresh > 0 && seconds >= WARM_UP ? fresh / seconds : undefined;
    this.#tell({
      kind: 'progress',
      stage: this.#stage,
      done: this.#done,
      total: this.#total,
      rowsPerSecond: rate,
      secondsLeft: rate === undefined ? undefined : Math.max(0, this.#total - this.#done) / rate,
    });
  }
}
