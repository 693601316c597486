/** The model with which a process shows that its device works, and where a model may run. */
import type { Device, ModelDescription, ModelQuantity } from './types.ts';

/** The model with which a process shows that its device works; others are opened in it later. */
export interface Anchor extends Pick<ModelDescription, 'network' | 'devices' | 'ownFolder'> {
  readonly quantity: ModelQuantity;
  /** Its checked bytes; may reject with a SpinelError. */
  readonly load: () => Promise<Uint8Array>;
}

/** What a process is opened with. */
export interface Opening {
  /** The device of the ladder that it stands for. */
  readonly rung: Device;
  /** The one that it runs on: the CPU, where its first model can run nowhere else. */
  readonly device: Device;
  readonly anchor: Anchor;
}

/** The device on which a model is opened where another is in use or was named: that one, if it may run there. */
export function deviceFor({ devices }: Pick<ModelDescription, 'devices'>, device: Device): Device {
  return devices === undefined || devices.includes(device) ? device : 'cpu';
}

/** Whether a model can run on no device but the CPU. */
export function runsOnCpuOnly({ devices }: Pick<ModelDescription, 'devices'>): boolean {
  return devices?.every((device) => device === 'cpu') ?? false;
}
