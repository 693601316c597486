/** The installed networks through the whole service, beside what PyTorch said of the same compositions. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseFormula } from '../chemistry/formula.ts';
import { parseManifest } from './manifest.ts';
import { processEntry, startService } from './testing/cases.ts';
import type { ModelQuantity, Query } from './types.ts';

const models = fileURLToPath(new URL('../../../models', import.meta.url));
const manifest = `${models}/manifest.json`;
if (!existsSync(manifest)) console.error(`The test of parity is skipped: ${manifest} is not there.`);

interface ParityTable {
  readonly tolerance: number;
  readonly rows: readonly {
    readonly formula: string;
    readonly spaceGroup: number;
    readonly value: number;
    readonly sigma: number;
    readonly novelty: number;
    readonly metal?: number;
    readonly metal_gga?: number;
    readonly conditional_ev?: number;
  }[];
}

function queryOf({ formula, spaceGroup }: ParityTable['rows'][number]): Query {
  const parsed = parseFormula(formula);
  if (!parsed.ok) throw new Error(`${formula}: ${parsed.problem.message}`);
  return { composition: parsed.composition, spaceGroup };
}

/** The largest difference in the 1,000 rows of the table, in the unit of the quantity. */
async function largestDifference(quantity: ModelQuantity, { rows }: ParityTable): Promise<number> {
  const entry = parseManifest(readFileSync(manifest, 'utf8'), manifest).find(
    (model) => model.quantity === quantity,
  );
  const widths = entry?.intervals.halfWidthPerSigma['0.68'];
  const { service } = startService({ modelsFolder: models, processEntry });
  const answers = await service.predict(rows.map(queryOf), { priority: 'run', quantity });
  return Math.max(
    ...rows.map((row, place) => {
      const answer = answers[place];
      if (answer === undefined || !answer.ok || widths === undefined) {
        throw new Error(`${row.formula} has no prediction`);
      }
      const { value, sigma, novelty, metal, metalGga, conditional, domain } = answer.prediction;
      return Math.max(
        Math.abs(value - row.value),
        Math.abs(sigma / widths[domain] - row.sigma),
        Math.abs(novelty - row.novelty),
        differenceOf(metal, row.metal),
        differenceOf(metalGga, row.metal_gga),
        differenceOf(conditional, row.conditional_ev),
      );
    }),
  );
}

/** None where neither side tells anything, and endless where only one does. */
function differenceOf(found: number | undefined, expected: number | undefined): number {
  if (found === undefined || expected === undefined) return found === expected ? 0 : Number.POSITIVE_INFINITY;
  return Math.abs(found - expected);
}

describe.skipIf(!existsSync(manifest))('the installed networks', () => {
  it.each(['gap', 'hull'] as const)(
    'predict the %s as PyTorch does, within a ten-thousandth',
    async (quantity) => {
      const table = JSON.parse(readFileSync(`${models}/parity/${quantity}.json`, 'utf8')) as ParityTable;
      expect(table.rows.length).toBeGreaterThanOrEqual(1000);
      expect(table.tolerance).toBe(1e-4);
      expect(await largestDifference(quantity, table)).toBeLessThan(table.tolerance);
    },
    120_000,
  );
});
