/** Runs whose studies ask for more than the gap. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ModelQuantity } from '../inference/types.ts';
import type { ResultsView } from '../protocol.ts';
import { ResultsStore } from './results.ts';
import { openParquet } from './table/parquetFile.ts';
import { plainInference } from './testing/plainInference.ts';
import { runInFolder, temporaryFolder } from './testing/runInFolder.ts';

const bases = 'base ZnAl2O4, MgGa2O4, CdIn2O4, Zn0.5Cd0.5Al2O4 : spinel\n';
const ALL: readonly ModelQuantity[] = ['gap', 'hull', 'spinel', 'correct'];

const everything: ResultsView = {
  sort: { by: 'index', descending: false },
  filter: { text: '', keptOnly: false, gapFrom: undefined, gapTo: undefined },
};

async function ranWith(text: string, quantities = ALL) {
  const asked: (ModelQuantity | undefined)[] = [];
  const plain = plainInference({ quantities });
  const inference = {
    ...plain,
    predict: (...[queries, options]: Parameters<typeof plain.predict>) => {
      asked.push(options.quantity);
      return plain.predict(queries, options);
    },
  };
  const run = await runInFolder(text, { inference });
  const store = await ResultsStore.open(run.folder);
  return { ...run, store, asked, rows: store.rows(everything, 0, 1000).rows };
}

describe('a study that screens and ranks by hull energy and spinel probability', () => {
  // The plain hull energy is a hundredth of the mean atomic number; probabilities are 0.9 below a mean of 20 and 0.2 above.
  const study = `${bases}screen spinel >= 0.5\nscreen hull <= 0.15 eV/atom\nrank by -hull\nexport "best.csv", "best.parquet"\n`;

  it('has both predicted, screened and ranked by', async () => {
    const { manifest, rows, asked } = await ranWith(study);
    expect(new Set(asked)).toEqual(new Set(['gap', 'hull', 'spinel']));
    expect(manifest.screens.map(({ kept, of, skipped }) => [kept, of, skipped])).toEqual([
      [3, 4, undefined],
      [2, 3, undefined],
    ]);
    const ranked = rows.filter(({ kept }) => kept).sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
    expect(ranked.map(({ formula }) => formula)).toEqual(['Zn0.5Cd0.5Al2O4', 'ZnAl2O4']);
    expect(ranked.every(({ hull, spinel }) => (hull?.value ?? 9) <= 0.15 && spinel?.value === 0.9)).toBe(
      true,
    );
    expect(rows[0]?.hull).toEqual({ value: 0.1257, low: 0, high: 0.5257, domain: 'in' });
  });

  it('names every model of the run with version and checksum', async () => {
    const { manifest } = await ranWith(study);
    expect(manifest.model.id).toBe('plain');
    expect(manifest.models?.map(({ quantity, id, version }) => [quantity, id, version])).toEqual([
      ['gap', 'plain', '1.0.0'],
      ['hull', 'plain-hull', '1.0.0'],
      ['spinel', 'plain-spinel', '1.0.0'],
    ]);
    expect(manifest.models?.every(({ sha256 }) => sha256.length === 64)).toBe(true);
  });

  it('has the columns in its results and exports, and orders pages by them', async () => {
    const { folder, store } = await ranWith(study);
    const header = readFileSync(path.join(folder, 'best.csv'), 'utf8').split('\n')[0];
    expect(header).toContain(
      ',novelty,hull_ev_atom,hull_sigma_ev_atom,hull_lo_ev_atom,hull_hi_ev_atom,hull_domain,hull_model,' +
        'spinel_probability,spinel_sigma,spinel_lo,spinel_hi,spinel_domain,spinel_model,neutral,',
    );
    expect((await openParquet(path.join(folder, 'best.parquet'))).columns).toContain('hull_ev_atom');
    const byHull = store.rows({ ...everything, sort: { by: 'hull', descending: true } }, 0, 10).rows;
    const values = byHull.map(({ hull }) => hull?.value ?? 0);
    expect(values).toEqual(values.toSorted((a, b) => b - a));
    expect(store.summary().further).toEqual(['hull', 'spinel']);
  });

  it('goes on where it stopped only with the same models', async () => {
    const { folder } = await ranWith(study);
    const again = await runInFolder(study, { folder, inference: plainInference({ quantities: ALL }) });
    expect(again.events[0]).toMatchObject({ kind: 'started', resumedFrom: 4 });
    await expect(
      runInFolder(study, { folder, inference: plainInference({ quantities: ['gap', 'spinel'] }) }),
    ).rejects.toMatchObject({ code: 'SP5006', message: expect.stringContaining('plain-hull 1.0.0') });
    const fewer = temporaryFolder();
    await runInFolder(study, { folder: fewer });
    await expect(
      runInFolder(study, { folder: fewer, inference: plainInference({ quantities: ALL }) }),
    ).rejects.toMatchObject({ code: 'SP5006', message: expect.stringContaining('without the model') });
  });
});

describe('what a study does not ask for', () => {
  it('is not predicted, and has no columns', async () => {
    const { asked, store, rows, manifest } = await ranWith(`${bases}screen gap > 0\n`);
    expect(new Set(asked)).toEqual(new Set(['gap']));
    expect(store.summary().further).toEqual([]);
    expect(rows[0]).not.toHaveProperty('hull');
    expect(manifest.models?.length).toBe(1);
    // A page that was sorted by hull before shows the order of the study.
    const byHull = store.rows({ ...everything, sort: { by: 'hull', descending: false } }, 0, 10).rows;
    expect(byHull.map(({ index }) => index)).toEqual(rows.map(({ index }) => index));
  });
});

describe('a candidate that is no AB2X4', () => {
  const study = `family rutile { A X2  spacegroup 136  anions O }
base ZnAl2O4 : spinel
base TiO2 : rutile
screen spinel < 2
`;

  it('has no spinel probability, passes no comparison, and is no failure', async () => {
    const { rows, manifest, folder } = await ranWith(study);
    expect(rows.map(({ formula, spinel, kept }) => [formula, spinel?.value, kept])).toEqual([
      ['ZnAl2O4', 0.9, true],
      ['TiO2', undefined, false],
    ]);
    expect(manifest.counts).toMatchObject({ failed: 0, predicted: 2, kept: 1 });
    const table = await openParquet(path.join(folder, 'results.parquet'));
    const problems: unknown[] = [];
    for await (const chunk of table.read('problem')) problems.push(...Array.from(chunk));
    expect(problems).toEqual([null, 'spinel: SP4007: It is not AB2X4.']);
  });
});

describe('a hull energy that fails', () => {
  it('counts as a failure of its row, which keeps its gap', async () => {
    const inference = plainInference({
      quantities: ALL,
      instead: ({ composition }, quantity) =>
        quantity === 'hull' && composition.has('Ga')
          ? { ok: false, code: 'SP4008', message: 'No.' }
          : undefined,
    });
    const { folder, manifest } = await runInFolder(`${bases}screen hull < 1 eV/atom\n`, { inference });
    expect(manifest.counts).toMatchObject({ failed: 1, kept: 3 });
    const { rows } = (await ResultsStore.open(folder)).rows(everything, 0, 10);
    expect(rows.find(({ formula }) => formula === 'MgGa2O4')).toMatchObject({ kept: false, hull: undefined });
    expect(rows.every(({ gap }) => gap !== undefined)).toBe(true);
  });
});
