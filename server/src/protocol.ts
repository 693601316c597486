/** Every message between client and server beyond the language server protocol itself. */
import type { DeviceReport, DeviceSetting, InferenceStatus } from './inference/types.ts';
import type { FurtherQuantity } from './pipeline/furtherQuantities.ts';
import type { ResultRow, RunEvent, RunManifest } from './pipeline/types.ts';

/** A request's method with the types of its parameters and its result. */
export interface RequestMethod<Parameters, Result> {
  readonly method: string;
  readonly types?: { readonly parameters: Parameters; readonly result: Result };
}

/** A notification's method with the type of its parameters. */
export interface NotificationMethod<Parameters> {
  readonly method: string;
  readonly types?: { readonly parameters: Parameters };
}

/** Options that the client hands over at `initialize`. */
export interface InitializationOptions {
  /** Folder of `manifest.json` and the model files. */
  readonly modelsFolder: string;
  /** The bundled inference process and command line, as absolute paths. */
  readonly inferenceProcess: string;
  readonly cliProcess: string;
  /** Base of the help pages of codes; a code's page name is appended. */
  readonly helpBase: string;
  /** Whether the workspace is trusted; without trust nothing is loaded or run (wall 9). */
  readonly trusted: boolean;
  /** Whether the client draws images inside hovers; the server goes by the client's name where nothing is said. */
  readonly hoverImages?: boolean;
}

/** The section `spinel` of the settings. */
export interface Settings {
  readonly device: DeviceSetting;
  /** A folder that has an onnxruntime-node with the CUDA provider; empty for the one shipped. */
  readonly runtimeFolder: string;
  /** `spinel.modelsFolder`: the user's own models, which take the place of shipped ones; empty for none. */
  readonly ownModelsFolder: string;
  readonly candidateLimit: number;
  readonly hints: { readonly gaps: boolean; readonly counts: boolean };
}

/** Server to client: the state of predictions changed. */
export const statusChanged: NotificationMethod<InferenceStatus> = { method: 'spinel/status' };

/** Client to server: the workspace became trusted. */
export const trustGranted: NotificationMethod<Record<string, never>> = { method: 'spinel/trustGranted' };

/** The number of candidates of a study. */
export const countCandidates: RequestMethod<
  { readonly uri: string },
  {
    readonly distinct: number;
    readonly raw: number;
    readonly byStatement: readonly {
      readonly line: number;
      readonly text: string;
      readonly candidates: number;
    }[];
  }
> = { method: 'spinel/countCandidates' };

/** Starts the run of a saved study; progress comes as `spinel/runEvent`. A second run of the same folder is refused. */
export const startRun: RequestMethod<
  {
    readonly uri: string /** Absolute; a fresh folder beside the study where it is missing. */;
    readonly folder?: string;
  },
  { readonly folder: string }
> = { method: 'spinel/startRun' };

export const cancelRun: RequestMethod<{ readonly folder: string }, null> = { method: 'spinel/cancelRun' };

/** Server to client: an event of a run that this server started. */
export const runEvent: NotificationMethod<{ readonly folder: string; readonly event: RunEvent }> = {
  method: 'spinel/runEvent',
};

/** Which devices work on this machine. Takes seconds. */
export const checkDevices: RequestMethod<Record<string, never>, readonly DeviceReport[]> = {
  method: 'spinel/checkDevices',
};

/** What a run folder holds. */
export const openResults: RequestMethod<{ readonly folder: string }, ResultsSummary> = {
  method: 'spinel/openResults',
};

export interface ResultsSummary {
  readonly manifest: RunManifest;
  readonly rows: number;
  /** What was predicted beside the gap. */
  readonly further: readonly FurtherQuantity[];
  /** The curves that can be drawn: every base, site and element with at least two amounts. */
  readonly curves: readonly {
    readonly base: string;
    readonly site: string;
    readonly from: string;
    readonly to: readonly string[];
  }[];
}

/** How the rows of the results are narrowed and ordered. */
export interface ResultsView {
  readonly sort: {
    readonly by: 'index' | 'formula' | 'gap' | 'sigma' | 'metal' | 'hull' | 'spinel' | 'x' | 'rank';
    readonly descending: boolean;
  };
  readonly filter: {
    /** Part of the formula, base or change; empty for all. */
    readonly text: string;
    readonly keptOnly: boolean;
    readonly gapFrom: number | undefined;
    readonly gapTo: number | undefined;
  };
}

/** A window of rows; the page never holds more. */
export const resultRows: RequestMethod<
  { readonly folder: string; readonly view: ResultsView; readonly offset: number; readonly limit: number },
  { readonly total: number; readonly rows: readonly ResultRow[] }
> = { method: 'spinel/resultRows' };

/** Gap against x for one base, site and replaced element; one curve an element. */
export const resultCurves: RequestMethod<
  {
    readonly folder: string;
    readonly base: string;
    readonly site: string;
    readonly from: string;
    readonly to: readonly string[];
  },
  { readonly curves: readonly { readonly element: string; readonly points: readonly CurvePoint[] }[] }
> = { method: 'spinel/resultCurves' };

/** A point of a substitution curve: x per formula unit, energies in eV. */
export interface CurvePoint {
  readonly x: number;
  readonly gap: number;
  readonly low: number;
  readonly high: number;
  readonly domain: 'in' | 'edge' | 'out';
}
