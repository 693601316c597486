/** The installed model through the whole service, beside what PyTorch said of the same compositions. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseFormula } from '../chemistry/formula.ts';
import { parseManifest } from './manifest.ts';
import { processEntry, startService } from './testing/cases.ts';
import type { Query } from './types.ts';

const models = fileURLToPath(new URL('../../../models', import.meta.url));
const manifest = `${models}/manifest.json`;
const table = `${models}/parity/gap.json`;
const missing = [manifest, table].find((file) => !existsSync(file));
if (missing !== undefined) console.error(`The test of parity is skipped: ${missing} is not there.`);

interface ParityTable {
  readonly tolerance: number;
  readonly rows: readonly {
    readonly formula: string;
    readonly spaceGroup: number;
    readonly gap_ev: number;
    readonly sigma_ev: number;
    readonly novelty: number;
  }[];
}

function queryOf({ formula, spaceGroup }: ParityTable['rows'][number]): Query {
  const parsed = parseFormula(formula);
  if (!parsed.ok) throw new Error(`${formula}: ${parsed.problem.message}`);
  return { composition: parsed.composition, spaceGroup };
}

describe.skipIf(missing !== undefined)('the installed model', () => {
  it('predicts what PyTorch predicts, within a ten-thousandth of an electronvolt', async () => {
    const { rows, tolerance } = JSON.parse(readFileSync(table, 'utf8')) as ParityTable;
    expect(rows.length).toBeGreaterThanOrEqual(1000);
    expect(tolerance).toBe(1e-4);
    const widths = parseManifest(readFileSync(manifest, 'utf8'), manifest)[0]?.intervals.halfWidthPerSigma[
      '0.68'
    ];
    const { service } = startService({ modelsFolder: models, processEntry });
    const answers = await service.predict(rows.map(queryOf), { priority: 'run' });
    let worst = 0;
    for (const [place, row] of rows.entries()) {
      const answer = answers[place];
      if (answer === undefined || !answer.ok || widths === undefined)
        throw new Error(`${row.formula} has no prediction`);
      const { value, sigma, novelty, domain } = answer.prediction;
      worst = Math.max(
        worst,
        Math.abs(value - Math.max(0, row.gap_ev)),
        Math.abs(sigma / widths[domain] - row.sigma_ev),
        Math.abs(novelty - row.novelty),
      );
    }
    expect(worst).toBeLessThan(tolerance);
  }, 120_000);
});
