/** Which devices are to be used, after what has become of them so far. */
import type { Device, DeviceSetting } from './types.ts';

/** So many deaths within the window mean that the device does not work, not that the process had bad luck. */
export const DEATHS_ALLOWED = 3;
export const DEATH_WINDOW_MILLISECONDS = 120_000;

const FIRST_DELAY_MILLISECONDS = 100;
const LONGEST_DELAY_MILLISECONDS = 10_000;

/** What to do after a death: start again after a delay, go on without that device, or give up. */
export type AfterDeath =
  | { readonly kind: 'again'; readonly delayMilliseconds: number }
  | { readonly kind: 'without' }
  | { readonly kind: 'giveUp' };

/**
 * A named device stands alone. With `auto`, work begins on the CPU, which every platform has and which is ready first, and the devices
 * before it in the list are tried meanwhile, the best first. One that was refused is not tried again before the setting changes.
 */
export class DeviceLadder {
  readonly automatic: boolean;
  /** The device on which a process is started. */
  readonly first: Device;
  readonly #others: readonly Device[];
  readonly #refused = new Set<Device>();
  readonly #deaths = new Map<Device, readonly number[]>();

  /** `devices` are those that the platform can have, the best first. */
  constructor(setting: DeviceSetting, devices: readonly Device[]) {
    this.automatic = setting === 'auto';
    this.first = setting === 'auto' ? 'cpu' : setting;
    this.#others = setting === 'auto' ? devices.filter((device) => device !== 'cpu') : [];
  }

  /** The devices that may be better than the first, in the order in which they are to be tried. */
  get better(): readonly Device[] {
    return this.#others.filter((device) => !this.#refused.has(device));
  }

  refuse(device: Device): void {
    this.#refused.add(device);
  }

  /**
   * Takes note of a death. The process is started again after a delay that doubles with each death, until it has died too often on
   * that device.
   * @param now milliseconds
   */
  died(device: Device, now: number): AfterDeath {
    const recent = (this.#deaths.get(device) ?? []).filter((time) => now - time < DEATH_WINDOW_MILLISECONDS);
    const deaths = [...recent, now];
    this.#deaths.set(device, deaths);
    if (deaths.length >= DEATHS_ALLOWED) {
      if (device === this.first) return { kind: 'giveUp' };
      this.refuse(device);
      return { kind: 'without' };
    }
    const doubled = FIRST_DELAY_MILLISECONDS * 2 ** (deaths.length - 1);
    return { kind: 'again', delayMilliseconds: Math.min(LONGEST_DELAY_MILLISECONDS, doubled) };
  }
}
