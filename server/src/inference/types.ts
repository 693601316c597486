/** What the inference room offers to the editor and to runs. */
import type { Composition } from '../chemistry/composition.ts';
import type { ElementSymbol } from '../chemistry/types.ts';

/** The execution providers of the ONNX runtime that we use. */
export type Device = 'cuda' | 'dml' | 'coreml' | 'webgpu' | 'cpu';

/** A device by name, or `auto` for the best that works. */
export type DeviceSetting = 'auto' | Device;

/** In order of need: the inference process serves the first kind that has work. */
export type Priority = 'visible' | 'hover' | 'background' | 'run';

/**
 * What a model predicts: the band gap at HSE level, the energy above the convex hull, the probability of keeping the spinel structure,
 * and the gap at HSE level corrected from a PBE gap that the user states.
 */
export type ModelQuantity = 'gap' | 'hull' | 'spinel' | 'correct';

export interface Query {
  readonly composition: Composition;
  /** International Tables number; 0 where it is not known. */
  readonly spaceGroup: number;
  /** The PBE gap that the user states, in eV. Only `correct` looks at it, and cannot do without. */
  readonly pbeGap?: number | undefined;
}

/** Whether a composition lies inside the model's training data, at its edge, or outside. */
export type DomainFlag = 'in' | 'edge' | 'out';

/** A predicted value, never without its interval, its model and its domain (wall 5). All numbers but the novelty in `unit`. */
export interface Prediction {
  readonly value: number;
  /** Half the width of the 68 % interval. */
  readonly sigma: number;
  /** The 90 % interval, cut off where the quantity cannot lie. */
  readonly low: number;
  readonly high: number;
  /** `eV`, `eV/atom`, or `1` for a plain number. */
  readonly unit: string;
  readonly domain: DomainFlag;
  /** Why the composition is not inside the domain, as a whole sentence; undefined inside. */
  readonly domainReason: string | undefined;
  /** Distance to the training data; 1 holds 95 % of held-out compounds. */
  readonly novelty: number;
  /** Probability from 0 to 1 that an HSE06 calculation finds no gap; undefined where the model does not tell. */
  readonly metal: number | undefined;
  /** The same of the calculation that the Materials Project would make, GGA or GGA+U, which finds fewer gaps. */
  readonly metalGga: number | undefined;
  /** What the gap is if there is one, in `unit`, where `value` weighs that against none; undefined where the model does not tell. */
  readonly conditional: number | undefined;
  /** The model's name and version: `gap 1.0.0`. */
  readonly model: string;
}

/** A query that has no answer keeps its place, so that one odd row does not lose its batch. */
export type Answer =
  | { readonly ok: true; readonly prediction: Prediction }
  | { readonly ok: false; readonly code: 'SP4007' | 'SP4008'; readonly message: string };

/** The names of a network's outputs by their role. Every network has the first three. */
export interface NetworkOutputs {
  readonly value: string;
  readonly sigma: string;
  readonly novelty: string;
  readonly metal?: string;
  readonly metalGga?: string;
  readonly conditional?: string;
}

/** How the network of a model is spoken to, beyond what all have in common. */
export interface NetworkInterface {
  /** Whether it has the input `pbe_gap_ev`. */
  readonly pbeGap: boolean;
  readonly outputs: NetworkOutputs;
}

/** What `models/manifest.json` says of one model. */
export interface ModelDescription {
  readonly id: string;
  readonly version: string;
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly quantity: string;
  readonly unit: string;
  readonly title: string;
  readonly summary: string;
  readonly precision: string;
  readonly parameters: number;
  readonly limits: { readonly maxElements: number };
  readonly network: NetworkInterface;
  /** Values that the quantity can have; a prediction and its interval are cut to them. */
  readonly range: { readonly least: number | undefined; readonly most: number | undefined };
  /** The only devices that can run the model; undefined where all can. */
  readonly devices: readonly Device[] | undefined;
  /** The user's own folder that the model lies in; undefined for one that is shipped. */
  readonly ownFolder: string | undefined;
  readonly domain: {
    readonly edge: number;
    readonly out: number;
    readonly minElementCount: number;
    readonly elementCounts: Readonly<Record<ElementSymbol, number>>;
  };
  readonly intervals: {
    readonly method: string;
    readonly calibrationRows: number;
    /** Half width per raw sigma, by coverage (`"0.68"`) and domain flag. */
    readonly halfWidthPerSigma: Readonly<Record<string, Readonly<Record<DomainFlag, number>>>>;
  };
  readonly errors: readonly {
    readonly what: string;
    readonly value: number;
    readonly unit: string;
    readonly rows: number;
  }[];
  readonly training: Readonly<Record<string, string | number>>;
  readonly licence: string;
  readonly card: string;
}

export interface InferenceStatus {
  readonly state: 'idle' | 'starting' | 'ready' | 'busy' | 'failed';
  /** The device in use, once one is. */
  readonly device: Device | undefined;
  readonly model: string | undefined;
  /** Why predictions are off, and what to do about it. */
  readonly error: { readonly code: string; readonly message: string; readonly remedy: string } | undefined;
}

export interface PredictOptions {
  readonly priority: Priority;
  /** The gap where nothing is said. */
  readonly quantity?: ModelQuantity;
  readonly signal?: AbortSignal;
}

/** Predictions from a separate process that is started at need and ended when idle. */
export interface InferenceService {
  /**
   * Answers in the order of the queries. Rejects with a SpinelError (SP4001 to SP4006) where no prediction can be had at all, and with
   * the signal's reason where it was aborted.
   */
  predict(queries: readonly Query[], options: PredictOptions): Promise<readonly Answer[]>;
  /** The answer for a quantity (the gap by default), if it is known already. */
  cached(query: Query, quantity?: ModelQuantity): Answer | undefined;
  /**
   * Whether asking for a quantity is of use: not where the installed models are known to have none for it, or its model has just failed.
   * True as long as nothing is known.
   */
  answers(quantity: ModelQuantity): boolean;
  readonly status: InferenceStatus;
  /** Called at every change of the status; returns the way to stop listening. */
  onStatus(listener: (status: InferenceStatus) => void): () => void;
  /** The models of the manifest; reads no weights. */
  models(): Promise<readonly ModelDescription[]>;
  /** Takes another device from now on; finished answers stay. */
  setDevice(device: DeviceSetting): void;
  /** Ends the process; open requests are rejected. */
  dispose(): Promise<void>;
}

/** What `spinel doctor` found out about one device. */
export interface DeviceReport {
  readonly device: Device;
  readonly works: boolean;
  /** What was measured or why it does not work. */
  readonly detail: string;
  /** What to do to make it work, where something can be done on this platform. */
  readonly remedy: string | undefined;
  readonly rowsPerSecond: number | undefined;
}
