import { beforeAll, describe, expect, it } from 'vitest';
import type { ResultsView } from '../protocol.ts';
import { ResultsStore } from './results.ts';
import { runInFolder, temporaryFolder } from './testing/runInFolder.ts';
import type { ResultRow } from './types.ts';

const study = `study "Curves"
base ZnAl2O4
base mixed = Zn0.5Mg0.5Ga2O4
substitute A of ZnAl2O4 with Fe Co step 0.25
substitute B with Cr step 0.5
substitute A with Ni and B with Ti step 1
screen gap in 1.5 .. 2.5 eV
rank by -gap
`;

const none: ResultsView['filter'] = { text: '', keptOnly: false, gapFrom: undefined, gapTo: undefined };

describe('the results of a run', () => {
  let store: ResultsStore;
  let all: readonly ResultRow[];

  beforeAll(async () => {
    store = await ResultsStore.open((await runInFolder(study)).folder);
    all = store.rows({ sort: { by: 'index', descending: false }, filter: none }, 0, 1000).rows;
  });

  const shown = (sort: ResultsView['sort'], filter: Partial<ResultsView['filter']> = {}) =>
    store.rows({ sort, filter: { ...none, ...filter } }, 0, 1000);

  it('say what a row is and where it comes from', () => {
    expect(all[0]).toEqual({
      index: 0,
      formula: 'ZnAl2O4',
      spaceGroup: 227,
      base: 'ZnAl2O4',
      sites: { A: 'Zn', B: 'Al2', X: 'O4' },
      change: 'base',
      x: undefined,
      gap: 1.4841,
      sigma: 0.2,
      low: 1.0841,
      high: 1.8841,
      metal: 0.0126,
      domain: 'in',
      neutral: true,
      kept: false,
      rank: undefined,
    });
    expect(all.find(({ formula }) => formula === 'Zn0.75Fe0.25Al2O4')).toMatchObject({
      sites: { A: 'Zn0.75Fe0.25', B: 'Al2', X: 'O4' },
      change: 'A: Zn → Fe',
      x: 0.25,
    });
    expect(all.find(({ formula }) => formula === 'NiAlTiO4')).toMatchObject({
      base: 'ZnAl2O4',
      change: 'A: Zn → Ni, B: Al → Ti',
      x: undefined,
    });
    expect(all.find(({ base }) => base === 'mixed')?.formula).toBe('Zn0.5Mg0.5Ga2O4');
  });

  it('are sorted either way, rows without a value last', () => {
    for (const by of ['gap', 'sigma', 'metal', 'x', 'rank', 'index'] as const) {
      const up = shown({ by, descending: false }).rows.map((row) => row[by]);
      const down = shown({ by, descending: true }).rows.map((row) => row[by]);
      const numbers = (values: readonly (number | undefined)[]) =>
        values.filter((value) => value !== undefined);
      expect(numbers(up)).toEqual(numbers(up).toSorted((a, b) => a - b));
      expect(numbers(down)).toEqual(numbers(down).toSorted((a, b) => b - a));
      expect(up.indexOf(undefined)).toBe(numbers(up).length === up.length ? -1 : numbers(up).length);
      expect(down.indexOf(undefined)).toBe(up.indexOf(undefined));
    }
    const names = shown({ by: 'formula', descending: false }).rows.map(({ formula }) => formula);
    expect(names).toEqual(names.toSorted());
  });

  it('are narrowed by text, by what was kept and by gap', () => {
    const by = { by: 'index', descending: false } as const;
    const formulas = (filter: Partial<ResultsView['filter']>) =>
      shown(by, filter).rows.map(({ index }) => index);
    const indices = (test: (row: ResultRow) => boolean) => all.filter(test).map(({ index }) => index);
    expect(formulas({ text: 'Co' })).toEqual(indices(({ formula }) => formula.includes('Co')));
    expect(formulas({ text: 'co' })).toEqual(indices(({ formula }) => /co/i.test(formula)));
    expect(formulas({ text: 'mixed' })).toEqual(indices(({ base }) => base === 'mixed'));
    expect(formulas({ text: '→ Cr' })).toEqual(indices(({ change }) => change.includes('→ Cr')));
    expect(formulas({ keptOnly: true })).toEqual(indices(({ kept }) => kept));
    expect(formulas({ gapFrom: 1.6, gapTo: 1.9 })).toEqual(
      indices(({ gap = 0 }) => gap >= 1.6 && gap <= 1.9),
    );
    expect(formulas({ text: 'Xy' })).toEqual([]);
  });

  it('come in windows', () => {
    const view = { sort: { by: 'gap', descending: true }, filter: none } as const;
    const whole = store.rows(view, 0, 1000);
    expect(whole.total).toBe(all.length);
    expect(store.rows(view, 3, 4)).toEqual({ total: whole.total, rows: whole.rows.slice(3, 7) });
    expect(store.rows(view, whole.total, 4).rows).toEqual([]);
  });

  it('have curves for every base, site and element', () => {
    expect(store.summary().curves).toEqual([
      { base: 'ZnAl2O4', site: 'A', from: 'Zn', to: ['Fe', 'Co'] },
      { base: 'ZnAl2O4', site: 'B', from: 'Al', to: ['Cr'] },
      { base: 'mixed', site: 'B', from: 'Ga', to: ['Cr'] },
    ]);
    const { curves } = store.curves({ base: 'ZnAl2O4', site: 'A', from: 'Zn', to: ['Co', 'Xe'] });
    expect(curves.map(({ element }) => element)).toEqual(['Co', 'Xe']);
    expect(curves[0]?.points.map(({ x }) => x)).toEqual([0, 0.25, 0.5, 0.75, 1]);
    const point = all.find(({ formula }) => formula === 'Zn0.5Co0.5Al2O4');
    expect(curves[0]?.points[2]).toEqual({
      x: 0.5,
      gap: point?.gap,
      low: point?.low,
      high: point?.high,
      domain: 'in',
    });
  });

  it('have the points of a curve that another way reached first', async () => {
    const { folder } = await runInFolder(
      'base ZnAl2O4, ZnGa2O4, ZnCr2O4\nsubstitute B with Al Ga Cr In step 0.5\n',
    );
    const several = await ResultsStore.open(folder);
    const request = { base: 'ZnGa2O4', site: 'B', from: 'Ga', to: ['Al', 'Cr', 'In', 'Xe'] };
    const curves = several.curves(request).curves.map(({ points }) => points);
    // Aluminium: all of it belongs to the curve of ZnAl2O4 with gallium. Chromium: the end is a base of its own.
    const whole = [0, 0.5, 1, 1.5, 2];
    expect(curves.map((points) => points.map(({ x }) => x))).toEqual([whole, whole, whole, []]);
    const back =
      several.curves({ base: 'ZnAl2O4', site: 'B', from: 'Al', to: ['Ga'] }).curves[0]?.points ?? [];
    expect(curves[0]?.map(({ gap }) => gap)).toEqual(back.map(({ gap }) => gap).reverse());
  });

  it('cannot be opened where there are none (SP5010)', async () => {
    await expect(ResultsStore.open(temporaryFolder())).rejects.toMatchObject({ code: 'SP5010' });
  });
});
