import { deviceTitle } from '../inference/devices.ts';
import type { ModelDescription } from '../inference/types.ts';

/** Which devices alone can run a model, to follow its name; undefined where all can. */
export function deviceRestriction({ devices }: ModelDescription): string | undefined {
  if (devices === undefined) return undefined;
  const names = devices.map(deviceTitle).join(', ');
  return `runs on ${names} only, whatever device is chosen`;
}
