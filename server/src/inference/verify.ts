/** Whether a device computes the right numbers, and whether it is worth using: no device is used before it has shown both. */
import { performance } from 'node:perf_hooks';
import type { Network, NetworkInput, NetworkOutput } from './network.ts';

/** Differences from the CPU that reduced precision explains: tensor cores round to 10 bits. */
const ABSOLUTE_TOLERANCE = 0.02;
const RELATIVE_TOLERANCE = 0.02;

/** ZnBi2O4, MgAl2O4 and ZnGa2O4 by atomic number, in space group 227. */
const COMPOUNDS = [
  [8, 30, 83],
  [8, 12, 13],
  [8, 30, 31],
] as const;
const FRACTIONS = [4 / 7, 1 / 7, 2 / 7] as const;

/** A gap in eV that is usual for them, for networks that are told one. */
const KNOWN_PBE_GAP = 2;

/** A batch of well-known spinels, over and over. */
export function knownRows(rows: number): NetworkInput {
  const slots = FRACTIONS.length;
  const elements = new Int32Array(rows * slots);
  const amounts = new Float32Array(rows * slots);
  for (let row = 0; row < rows; row += 1) {
    elements.set(COMPOUNDS[row % COMPOUNDS.length] ?? COMPOUNDS[0], row * slots);
    amounts.set(FRACTIONS, row * slots);
  }
  return {
    slots,
    elements,
    amounts,
    spaceGroup: new Int32Array(rows).fill(227),
    pbeGap: new Float32Array(rows).fill(KNOWN_PBE_GAP),
  };
}

/** One run of a few known rows. @throws Error where an output is not finite. */
export async function firstRun(network: Network): Promise<NetworkOutput> {
  const output = await network.run(knownRows(COMPOUNDS.length));
  for (const [name, values] of Object.entries(output)) {
    if (!(values as Float32Array).every(Number.isFinite)) {
      throw new Error(`a first run gave numbers that are not finite (${name})`);
    }
  }
  return output;
}

/** @throws Error where a device's answers are not those of the CPU. */
export function compareWithCpu(found: NetworkOutput, expected: NetworkOutput): void {
  for (const name of Object.keys(expected) as (keyof NetworkOutput)[]) {
    for (const [row, value] of expected[name]?.entries() ?? []) {
      const difference = Math.abs((found[name]?.[row] ?? Number.NaN) - value);
      if (difference <= ABSOLUTE_TOLERANCE + RELATIVE_TOLERANCE * Math.abs(value)) continue;
      throw new Error(`a first run gave wrong numbers: ${name} differs from the CPU's by ${difference}`);
    }
  }
}

/**
 * Rows per second at a batch size, the best of the runs that fit into `milliseconds` after one that does not count.
 * At least one run counts, however long it takes.
 */
export async function rowsPerSecond(network: Network, rows: number, milliseconds: number): Promise<number> {
  const input = knownRows(rows);
  await network.run(input);
  let best = 0;
  const begin = performance.now();
  do {
    const start = performance.now();
    await network.run(input);
    best = Math.max(best, (rows * 1000) / (performance.now() - start));
  } while (performance.now() - begin < milliseconds);
  return best;
}
