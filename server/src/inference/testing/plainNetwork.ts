/** A network without a runtime, for tests of what goes on around it. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { NetworkInput } from '../network.ts';
import type { OpenDevice } from '../predictor.ts';

const report = {
  openMilliseconds: 0,
  firstRunMilliseconds: 0,
  rowsPerSecond: undefined,
  cpuRowsPerSecond: undefined,
  runtimeVersion: '0',
};

/**
 * Opens a network that answers with the space group, fails where `fails` says so, and notes the rows of each run. It yields before each
 * run, so that others have their turn, as the runtime does.
 */
export function opener(runs: number[], fails: (input: NetworkInput) => boolean = () => false): OpenDevice {
  return async ({ device }) => ({
    ok: true,
    report,
    network: {
      device,
      run: async (input) => {
        await nextTurn();
        if (fails(input)) throw new Error('no');
        runs.push(input.spaceGroup.length);
        const value = Float32Array.from(input.spaceGroup);
        return { value, sigma: value, novelty: value };
      },
      dispose: async () => undefined,
    },
  });
}
