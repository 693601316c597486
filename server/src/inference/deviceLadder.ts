/** Which device is to be used now, after what has become of the others. */
import type { Device, DeviceSetting } from './types.ts';

/** So many deaths within the window mean that the device does not work, not that the process had bad luck. */
export const DEATHS_ALLOWED = 3;
export const DEATH_WINDOW_MILLISECONDS = 120_000;

const FIRST_DELAY_MILLISECONDS = 100;
const LONGEST_DELAY_MILLISECONDS = 10_000;

/** What to do after a death: start again after a delay, take the next device at once, or give up. */
export type AfterDeath =
  | { readonly kind: 'again'; readonly delayMilliseconds: number }
  | { readonly kind: 'next' }
  | { readonly kind: 'giveUp' };

/** Goes down the list of devices, never up: what was found not to work is not tried again before the setting changes. */
export class DeviceLadder {
  readonly automatic: boolean;
  readonly #devices: readonly Device[];
  #step = 0;
  #deaths: number[] = [];

  /** `devices` are those that the platform can have, the best first. */
  constructor(setting: DeviceSetting, devices: readonly Device[]) {
    this.automatic = setting === 'auto';
    this.#devices = setting === 'auto' ? devices : [setting];
  }

  get current(): Device {
    return this.#devices[this.#step] as Device;
  }

  /** Takes the next device; false where there is none. */
  next(): boolean {
    if (this.#step + 1 >= this.#devices.length) return false;
    this.#step += 1;
    this.#deaths = [];
    return true;
  }

  /**
   * Takes note of a death. A device on which the process dies while it opens is left at once where there is another, since a driver
   * that aborts does so again; otherwise the process is started again after a delay that doubles, until it has died too often.
   * @param now milliseconds
   */
  died(now: number, whileOpening: boolean): AfterDeath {
    this.#deaths = [...this.#deaths.filter((time) => now - time < DEATH_WINDOW_MILLISECONDS), now];
    const hopeless = this.#deaths.length >= DEATHS_ALLOWED;
    if ((hopeless || (whileOpening && this.automatic)) && this.next()) return { kind: 'next' };
    if (hopeless) return { kind: 'giveUp' };
    const delayMilliseconds = Math.min(
      LONGEST_DELAY_MILLISECONDS,
      FIRST_DELAY_MILLISECONDS * 2 ** (this.#deaths.length - 1),
    );
    return { kind: 'again', delayMilliseconds };
  }
}
