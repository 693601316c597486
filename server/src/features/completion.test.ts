import { describe, expect, it } from 'vitest';
import { completed, completionsAt, expectCompletion } from './testing/expect.ts';

const labelsAt = async (source: string) => (await completionsAt(source)).map(({ label }) => label);

describe('completion', () => {
  it('offers statements at the start of a line', async () => {
    await expectCompletion('<|>', 'study', 'family', 'base');
    await expectCompletion('base ZnBi2O4\nsub<|>', 'study');
  });

  it('offers elements and pools inside a pool', async () => {
    const labels = await labelsAt('pool late = Fe Co\npool p = <|>');
    expect(labels).toEqual(expect.arrayContaining(['Fe', 'Zn', 'late', 'transition_metals', 'spinel.A']));
  });

  it('replaces the whole word at the cursor, dots included', async () => {
    expect(await completed('pool p = spinel.<|>', 'spinel.A')).toBe('pool p = spinel.A');
    expect(await completed('pool p = Z<|>r', 'Zn')).toBe('pool p = Zn');
    expect(await completed('pool late = Fe\npool p = la<|>', 'late')).toBe('pool late = Fe\npool p = late');
  });

  it('offers sites, then bases, then pools along a substitution', async () => {
    await expectCompletion('base ZnBi2O4\nsubstitute <|>', 'A', 'B', 'X');
    await expectCompletion('base ZnBi2O4\nbase host = MgAl2O4\nsubstitute A of <|>', 'ZnBi2O4', 'host');
    await expectCompletion('base ZnBi2O4\nsubstitute A <|>', 'with', 'of', 'and');
    await expectCompletion('pool late = Fe\nbase ZnBi2O4\nsubstitute A with <|>', 'late', 'spinel.A');
    expect(await labelsAt('base ZnBi2O4\nsubstitute A with late <|>')).toEqual(
      expect.arrayContaining(['step', 'from', 'and']),
    );
    await expectCompletion('base ZnBi2O4\nsubstitute A with late step <|>', '0.1');
    await expectCompletion('base ZnBi2O4\nsubstitute A with late step 0.1 from 0.1 <|>', 'to');
  });

  it('offers families behind a colon', async () => {
    await expectCompletion('base ZnBi2O4 : <|>', 'spinel', 'perovskite');
  });

  it('offers quantities, then units, in a screen', async () => {
    await expectCompletion('screen <|>', 'gap', 'gap_sigma', 'spinel', 'hull', 'neutral');
    await expectCompletion('screen gap < 2 <|>', 'eV');
    await expectCompletion('screen hull <= 0.2 <|>', 'eV/atom');
    await expectCompletion('screen gap in 1.6 .. 2.4 <|>', 'eV');
  });

  it('offers what rank, explain and family expect', async () => {
    await expectCompletion('rank <|>', 'by');
    await expectCompletion('rank by |<|>', 'gap');
    expect(await labelsAt('rank by hull <|>')).toContain('top');
    await expectCompletion('explain gap <|>', 'for');
    await expectCompletion('base ZnBi2O4\nexplain gap for <|>', 'ZnBi2O4');
    await expectCompletion('family f { A B X3 <|>', 'spacegroup', 'anions');
  });

  it('offers the columns of a table', async () => {
    const items = await completionsAt('base from "a.csv" column <|>', {
      'a.csv': ['formula', 'Space group'],
    });
    expect(items.map(({ label }) => label).slice(0, 2)).toEqual(['formula', 'Space group']);
    expect(items[1]?.textEdit).toMatchObject({ newText: '"Space group"' });
  });

  it('offers the tables beside a study, and replaces the whole path', async () => {
    const tables = { 'bases.csv': [], 'data/more.csv': [] };
    expect(await completed('base from "<|>', 'data/more.csv', tables)).toBe('base from "data/more.csv');
    expect(await completed('base from "ba<|>d.csv" column formula', 'bases.csv', tables)).toBe(
      'base from "bases.csv" column formula',
    );
  });

  it('documents what it offers', async () => {
    const item = (await completionsAt('pool p = <|>')).find(({ label }) => label === 'Fe');
    expect(item).toMatchObject({
      detail: 'Iron · +2 +3',
      documentation: { value: expect.stringContaining('Iron') },
    });
  });

  it('is silent in comments and strings', async () => {
    expect(await labelsAt('// pool <|>')).toEqual([]);
    expect(await labelsAt('study "a <|>')).toEqual([]);
  });
});
