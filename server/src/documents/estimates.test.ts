import { describe, expect, it } from 'vitest';
import { KnownGaps, prediction } from '../features/testing/knownGaps.ts';
import { opened } from '../features/testing/marked.ts';
import { randomFrom } from './sampling.ts';

const signal = new AbortController().signal;
/** A gap that falls with the amount of iron. */
const gaps = new KnownGaps({}, ({ composition }) => ({
  ok: true,
  prediction: prediction(3 - 10 * composition.fraction('Fe').toNumber()),
}));

describe('ranges of gaps', () => {
  it('hold every candidate of a small statement', async () => {
    const document = opened('base ZnBi2O4\nsubstitute A with Fe step 0.25');
    expect(await document.ranges.find(1, gaps, signal)).toEqual({
      low: expect.closeTo(3 - 10 / 7, 9),
      high: expect.closeTo(3 - 2.5 / 7, 9),
      predicted: 4,
      outside: 0,
      complete: true,
    });
  });

  it('come from an even sample of a large one', async () => {
    const document = opened('base ZnBi2O4\nsubstitute A with transition_metals step 0.001');
    const range = await document.ranges.find(1, gaps, signal);
    expect(range).toMatchObject({ complete: false, high: 3 });
    expect(range?.predicted).toBeGreaterThan(100);
    expect(range?.predicted).toBeLessThan(200);
  });

  it('are forgotten when the study means something else, and kept when it does not', async () => {
    const document = opened('base ZnBi2O4\nsubstitute A with Fe step 0.25');
    await document.ranges.find(1, gaps, signal);
    document.update([{ text: 'base ZnBi2O4\n// same\nsubstitute A with Fe step 0.25' }], 2);
    expect(document.ranges.known(1)).toBeDefined();
    document.update([{ text: 'base ZnBi2O4\nsubstitute A with Fe step 0.5' }], 3);
    expect(document.ranges.known(1)).toBeUndefined();
  });

  it('stay unknown while nothing can be predicted', async () => {
    const document = opened('base ZnBi2O4\nsubstitute A with Fe step 0.25');
    expect(await document.ranges.find(1, new KnownGaps({}), signal)).toBeUndefined();
  });
});

describe('estimates of screens', () => {
  it('count a small study exactly, one screen after the other', async () => {
    const document = opened('base ZnBi2O4\nsubstitute A with Fe step 0.25\nscreen gap < 2.5 eV\nexclude Zn');
    expect(await document.screens.find(gaps, signal)).toBe(true);
    // Of x = 0, ¼, ½, ¾ and 1, the gap is below 2.5 eV from x = ½ on, and zinc is gone at x = 1.
    expect(document.screens.known(2)).toEqual({ kept: 3, of: 5, exact: true, skipped: undefined });
    expect(document.screens.known(3)).toEqual({ kept: 1, of: 3, exact: true, skipped: undefined });
  });

  it('say which screens no model answers', async () => {
    const document = opened('base ZnBi2O4\nscreen hull <= 0.2 eV/atom');
    await document.screens.find(gaps, signal);
    expect(document.screens.known(1)?.skipped).toMatch(/hull/);
  });

  it('ask for the quantities that screens compare, as far as they are answered', async () => {
    const hull = (energy: number) => ({
      ok: true as const,
      prediction: { ...prediction(energy), unit: 'eV/atom' },
    });
    const all = new KnownGaps({}, undefined, {
      hull: ({ composition }) => hull(composition.fraction('Fe').toNumber()),
      spinel: ({ composition }) =>
        composition.has('Zn') ? hull(0.9) : { ok: false, code: 'SP4007', message: 'No.' },
    });
    const text =
      'base ZnBi2O4\nsubstitute A with Fe step 0.25\nscreen hull <= 0.1 eV/atom\nscreen spinel >= 0.5';
    const document = opened(text, ['gap', 'hull', 'spinel']);
    expect(await document.screens.find(all, signal)).toBe(true);
    // Iron makes up 0, 1/28, 1/14, 3/28 and 1/7 of the atoms; the last has no zinc.
    expect(document.screens.known(2)).toMatchObject({ kept: 3, of: 5, skipped: undefined });
    expect(document.screens.known(3)).toMatchObject({ kept: 3, of: 3, skipped: undefined });
    const without = opened(text, ['gap', 'hull']);
    await without.screens.find(all, signal);
    expect(without.screens.known(3)?.skipped).toMatch(/spinel/);
  });

  it('come near the truth for a large study', async () => {
    const document = opened('base ZnBi2O4\nsubstitute A with Fe Co step 0.001\nscreen gap < 2.5 eV');
    await document.screens.find(gaps, signal);
    const estimate = document.screens.known(2);
    // Half of the candidates hold iron, and of these the half with more than 0.35 of it passes.
    expect(estimate).toMatchObject({ exact: false, of: 2001 });
    expect((estimate?.kept ?? 0) / 2001).toBeCloseTo(0.325, 1);
  });
});

describe('seeded numbers', () => {
  it('are the same again, and even', () => {
    const [first, second] = [randomFrom(7), randomFrom(7)];
    const draws = Array.from({ length: 10_000 }, () => first());
    expect(draws.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => second()));
    expect(draws.reduce((sum, draw) => sum + draw, 0) / draws.length).toBeCloseTo(0.5, 1);
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...draws)).toBeLessThan(1);
  });
});
