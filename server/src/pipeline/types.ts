/** What a run says while it goes on, and what it leaves behind. */
import type { ErrorCode } from '../catalogue.ts';

export type RunStage = 'plan' | 'predict' | 'screen' | 'rank' | 'export';

/** Events of a run, in order; `spinel run --json` prints one a line. */
export type RunEvent =
  | {
      readonly kind: 'started';
      readonly folder: string;
      readonly study: string;
      readonly distinct: number;
      readonly resumedFrom: number;
    }
  | {
      readonly kind: 'progress';
      readonly stage: RunStage;
      readonly done: number;
      readonly total: number;
      readonly rowsPerSecond: number | undefined;
      readonly secondsLeft: number | undefined;
    }
  | { readonly kind: 'warning'; readonly code: string; readonly message: string }
  | {
      readonly kind: 'screened';
      readonly statement: number;
      readonly text: string;
      readonly kept: number;
      readonly of: number /** Why the screen could not be applied, if so. */;
      readonly skipped: string | undefined;
    }
  | { readonly kind: 'exported'; readonly path: string; readonly rows: number }
  | {
      readonly kind: 'finished';
      readonly folder: string;
      readonly candidates: number;
      readonly kept: number;
      readonly failed: number;
      readonly seconds: number;
    }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string; readonly remedy: string };

/** `manifest.json` of a run folder. A folder without one is ignorable, one that is `running` is resumable. */
export interface RunManifest {
  readonly schema: 1;
  readonly state: 'running' | 'complete';
  readonly study: { readonly title: string; readonly file: string; readonly sha256: string };
  /** The tables that `base from` read, as the study names them. */
  readonly inputs?: readonly { readonly path: string; readonly sha256: string }[];
  readonly engine: { readonly version: string; readonly node: string };
  /** The model of gaps. */
  readonly model: { readonly id: string; readonly version: string; readonly sha256: string };
  /** Every model that the run used, that of gaps first; runs of earlier versions say nothing here. */
  readonly models?: readonly {
    readonly quantity: string;
    readonly id: string;
    readonly version: string;
    readonly sha256: string;
  }[];
  readonly device: string;
  readonly started: string;
  readonly finished: string | undefined;
  readonly counts: {
    readonly raw: number;
    readonly distinct: number;
    readonly predicted: number;
    readonly failed: number;
    readonly kept: number;
  };
  readonly screens: readonly {
    readonly text: string;
    readonly kept: number;
    readonly of: number;
    readonly skipped: string | undefined;
  }[];
  readonly files: readonly { readonly path: string; readonly sha256: string; readonly rows: number }[];
}

/** A value with its 90 % interval and its domain, as tables and pages show it. */
export interface ResultValue {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly domain: 'in' | 'edge' | 'out';
}

/** One line of the results, as tables and pages show it. Energies in eV. */
export interface ResultRow {
  readonly index: number;
  readonly formula: string;
  readonly spaceGroup: number;
  readonly base: string;
  /** Site contents by name, as text: `{ "A": "Zn0.9Fe0.1", "B": "Bi2" }`. */
  readonly sites: Readonly<Record<string, string>>;
  /** `A: Zn → Fe`, or `base`. */
  readonly change: string;
  /** The substituted amount x per formula unit; undefined for a base or where several sites change. */
  readonly x: number | undefined;
  readonly gap: number | undefined;
  readonly sigma: number | undefined;
  readonly low: number | undefined;
  readonly high: number | undefined;
  /** The probability that HSE06 finds no gap, from 0 to 1; undefined too where the model does not tell it. */
  readonly metal?: number | undefined;
  readonly domain: 'in' | 'edge' | 'out' | undefined;
  /** The energy above the hull in eV/atom, where the run predicted it. */
  readonly hull?: ResultValue | undefined;
  /** The probability of keeping the spinel structure, where the run predicted it and it has a meaning. */
  readonly spinel?: ResultValue | undefined;
  readonly neutral: boolean;
  /** Whether it passed every screen. */
  readonly kept: boolean;
  /** From 1, among the kept. */
  readonly rank: number | undefined;
}
