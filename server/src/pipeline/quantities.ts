import { isElementSymbol } from '../chemistry/symbols.ts';
import { toleranceFactor } from '../chemistry/tolerance.ts';
import type { Candidate, CandidateSpace } from '../study/types.ts';
import { FURTHER_COLUMNS, type FurtherQuantity } from './furtherQuantities.ts';
import { openParquet } from './table/parquetFile.ts';

/** What screens and ranking look at, by row; NaN where a value is missing. Energies in eV. */
export interface RunRows {
  readonly count: number;
  readonly index: Float64Array;
  readonly gap: Float64Array;
  readonly sigma: Float64Array;
  readonly novelty: Float64Array;
  /** Probability of no gap in HSE06. */
  readonly metal: Float64Array;
  /** What was predicted beside the gap, each in its own unit. */
  readonly further: ReadonlyMap<FurtherQuantity, Float64Array>;
  readonly neutral: Uint8Array;
}

/** Reads the numbers of all parts; text stays on disk. */
export async function readRunRows(
  files: readonly string[],
  count: number,
  further: readonly FurtherQuantity[],
): Promise<RunRows> {
  const rows = {
    count,
    index: new Float64Array(count),
    gap: new Float64Array(count),
    sigma: new Float64Array(count),
    novelty: new Float64Array(count),
    metal: new Float64Array(count),
    further: new Map(further.map((quantity) => [quantity, new Float64Array(count)])),
    neutral: new Uint8Array(count),
  };
  let start = 0;
  for (const file of files) {
    const table = await openParquet(file);
    const fill = async (column: string, into: Float64Array | Uint8Array) => {
      let row = start;
      for await (const chunk of table.read(column)) {
        for (let place = 0; place < chunk.length; place += 1, row += 1) into[row] = numberOf(chunk[place]);
      }
    };
    await fill('index', rows.index);
    await fill('gap_ev', rows.gap);
    await fill('gap_sigma_ev', rows.sigma);
    await fill('novelty', rows.novelty);
    await fill('metal_probability', rows.metal);
    for (const [quantity, values] of rows.further) await fill(FURTHER_COLUMNS[quantity].value, values);
    await fill('neutral', rows.neutral);
    start += table.rows;
  }
  return rows;
}

/** Text and missing values are no numbers. */
export function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint' || typeof value === 'boolean') return Number(value);
  return Number.NaN;
}

/** Finds the value of a quantity for a row. */
export interface QuantityReader {
  answers(quantity: string): boolean;
  /** The value by row in the quantity's own unit; NaN where it is missing. */
  of(quantity: string): (row: number) => number;
}

export function quantityReader(rows: RunRows, space: CandidateSpace): QuantityReader {
  const columns: Readonly<Record<string, ArrayLike<number>>> = {
    gap: rows.gap,
    gap_sigma: rows.sigma,
    novelty: rows.novelty,
    metal: rows.metal,
    neutral: rows.neutral,
    ...Object.fromEntries(rows.further),
  };
  const ofCandidate = (value: (candidate: Candidate) => number) => (row: number) => {
    const candidate = space.at(rows.index[row] ?? -1);
    return candidate === undefined ? Number.NaN : value(candidate);
  };
  return {
    answers: (quantity) =>
      Object.hasOwn(columns, quantity) || quantity === 'tolerance' || isElementSymbol(quantity),
    of(quantity) {
      const column = columns[quantity];
      if (column !== undefined) return (row) => column[row] ?? Number.NaN;
      if (quantity === 'tolerance') return ofCandidate(tolerance);
      return ofCandidate(({ composition }) => composition.fraction(quantity).toNumber());
    },
  };
}

/** NaN where the radii or the structure leave it undefined. */
function tolerance({ sites }: Candidate): number {
  const factor = toleranceFactor(sites);
  return factor.ok ? factor.value : Number.NaN;
}

export function reasonForSkipping(quantity: string): string {
  return `no installed model answers "${quantity}"`;
}
