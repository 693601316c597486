/** What the inference service and its process say to each other. Typed arrays travel as they are (advanced serialization). */
import type { ErrorCode } from '../catalogue.ts';
import type { NetworkOutput } from './network.ts';
import type { Bucket } from './tensors.ts';
import type { Device, ModelQuantity, NetworkInterface, Priority } from './types.ts';

/**
 * Why a device is opened, which decides how much it has to show. All: a first run with finite numbers. `named`: the numbers of the CPU.
 * `auto`: that, and more speed than the CPU. `report`: the numbers, and a speed measured for longer. `again`: nothing more, since it has
 * shown all that before.
 */
export type OpenPurpose = 'named' | 'auto' | 'report' | 'again';

export type ToProcess =
  /** The bytes of the model of a quantity; comes before it is opened. */
  | { readonly kind: 'model'; readonly quantity: ModelQuantity; readonly bytes: Uint8Array }
  /** Opens a model on one device, and again with another device where that one was refused. */
  | {
      readonly kind: 'open';
      readonly quantity: ModelQuantity;
      readonly network: NetworkInterface;
      readonly device: Device;
      /** A folder with the user's own onnxruntime-node; empty for the one shipped. */
      readonly runtimeFolder: string;
      readonly purpose: OpenPurpose;
    }
  | {
      readonly kind: 'predict';
      /** One whose model is open. */
      readonly quantity: ModelQuantity;
      readonly job: number;
      readonly priority: Priority;
      readonly buckets: readonly Bucket[];
    }
  /** A cancelled job costs at most the chunk that is being computed, and those that helpers have got. */
  | { readonly kind: 'cancel'; readonly job: number };

export type FromProcess =
  | {
      readonly kind: 'opened';
      readonly quantity: ModelQuantity;
      readonly device: Device;
      readonly report: OpenReport;
    }
  | {
      readonly kind: 'refused';
      readonly quantity: ModelQuantity;
      readonly device: Device;
      readonly code: Extract<ErrorCode, 'SP4003' | 'SP4004' | 'SP4006'>;
      readonly message: string;
    }
  /** Answers of consecutive rows of one bucket of a job. */
  | ({
      readonly kind: 'rows';
      readonly job: number;
      readonly bucket: number;
      readonly from: number;
    } & NetworkOutput)
  /** Rows on which the network failed, alone and not only in company. */
  | {
      readonly kind: 'failedRows';
      readonly job: number;
      readonly bucket: number;
      readonly from: number;
      readonly count: number;
      readonly message: string;
    };

/** What opening a device has shown. */
export interface OpenReport {
  /** Milliseconds until the session stood, and until its first run had ended. */
  readonly openMilliseconds: number;
  readonly firstRunMilliseconds: number;
  readonly rowsPerSecond: number | undefined;
  /** The CPU beside it, where the two were compared. */
  readonly cpuRowsPerSecond: number | undefined;
  readonly runtimeVersion: string;
}
