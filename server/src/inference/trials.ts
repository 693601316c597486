/** The devices that are being tried for one supervisor, each in a process of its own, and those that have proven themselves. */
import type { Opening } from './anchor.ts';
import { openInNewProcess, type TrialOptions, type TrialOutcome } from './trial.ts';

export type TrialSettings = Pick<TrialOptions, 'processEntry' | 'runtimeFolder' | 'clock' | 'log'>;

export class Trials {
  readonly #settings: TrialSettings;
  readonly #underWay = new Set<Promise<unknown>>();
  /** The devices that have been verified, each with its model. */
  readonly #proven = new Set<string>();
  #ending = new AbortController();

  constructor(settings: TrialSettings) {
    this.#settings = settings;
  }

  /** Aborted once what is under way now is of no use any more. */
  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  /** Tries a device that nobody named where `sought`: it must be worth moving to. One that has proven itself with this model is not verified again. */
  open(opening: Opening, sought: boolean): Promise<TrialOutcome> {
    const { device, anchor } = opening;
    const fresh = sought ? 'auto' : 'named';
    const trial = openInNewProcess(device, {
      ...this.#settings,
      signal: this.signal,
      purpose: this.#proven.has(proofOf(opening)) ? 'again' : fresh,
      model: { quantity: anchor.quantity, network: anchor.network, bytes: anchor.load() },
    });
    const ended = () => this.#underWay.delete(trial);
    trial.then(ended, ended);
    this.#underWay.add(trial);
    return trial;
  }

  /** Remembers that the device works with this model. */
  prove(opening: Opening): void {
    this.#proven.add(proofOf(opening));
  }

  /** Has every device prove itself anew. */
  forget(): void {
    this.#proven.clear();
  }

  /** Ends what is under way; what is opened later is not concerned. */
  abort(): void {
    this.#ending.abort();
    this.#ending = new AbortController();
  }

  /** Resolves once the processes of all trials under way belong to somebody or have ended. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#underWay);
  }
}

/** Ends the process of a trial that came too late. */
export function discard(outcome: TrialOutcome | undefined): void {
  if (outcome?.kind === 'opened') void outcome.child.end();
}

function proofOf({ device, anchor }: Opening): string {
  return `${device} ${anchor.quantity}`;
}
