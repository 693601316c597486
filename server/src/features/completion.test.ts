import { describe, expect, it } from 'vitest';
import { completed, completionsAt, expectCompletion } from './testing/expect.ts';

const labelsAt = (source: string) => completionsAt(source).map(({ label }) => label);

describe('completion', () => {
  it('offers statements at the start of a line', () => {
    expectCompletion('<|>', 'study', 'family', 'base');
    expectCompletion('base ZnBi2O4\nsub<|>', 'study');
  });

  it('offers elements and pools inside a pool', () => {
    const labels = labelsAt('pool late = Fe Co\npool p = <|>');
    expect(labels).toEqual(expect.arrayContaining(['Fe', 'Zn', 'late', 'transition_metals', 'spinel.A']));
  });

  it('replaces the whole word at the cursor, dots included', () => {
    expect(completed('pool p = spinel.<|>', 'spinel.A')).toBe('pool p = spinel.A');
    expect(completed('pool p = Z<|>r', 'Zn')).toBe('pool p = Zn');
    expect(completed('pool late = Fe\npool p = la<|>', 'late')).toBe('pool late = Fe\npool p = late');
  });

  it('offers sites, then bases, then pools along a substitution', () => {
    expectCompletion('base ZnBi2O4\nsubstitute <|>', 'A', 'B', 'X');
    expectCompletion('base ZnBi2O4\nbase host = MgAl2O4\nsubstitute A of <|>', 'ZnBi2O4', 'host');
    expectCompletion('base ZnBi2O4\nsubstitute A <|>', 'with', 'of', 'and');
    expectCompletion('pool late = Fe\nbase ZnBi2O4\nsubstitute A with <|>', 'late', 'spinel.A');
    expect(labelsAt('base ZnBi2O4\nsubstitute A with late <|>')).toEqual(
      expect.arrayContaining(['step', 'from', 'and']),
    );
    expectCompletion('base ZnBi2O4\nsubstitute A with late step <|>', '0.1');
    expectCompletion('base ZnBi2O4\nsubstitute A with late step 0.1 from 0.1 <|>', 'to');
  });

  it('offers families behind a colon', () => {
    expectCompletion('base ZnBi2O4 : <|>', 'spinel', 'perovskite');
  });

  it('offers quantities, then units, in a screen', () => {
    expectCompletion('screen <|>', 'gap', 'gap_sigma', 'spinel', 'hull', 'neutral');
    expectCompletion('screen gap < 2 <|>', 'eV');
    expectCompletion('screen hull <= 0.2 <|>', 'eV/atom');
    expectCompletion('screen gap in 1.6 .. 2.4 <|>', 'eV');
  });

  it('offers what rank, explain and family expect', () => {
    expectCompletion('rank <|>', 'by');
    expectCompletion('rank by |<|>', 'gap');
    expect(labelsAt('rank by hull <|>')).toContain('top');
    expectCompletion('explain gap <|>', 'for');
    expectCompletion('base ZnBi2O4\nexplain gap for <|>', 'ZnBi2O4');
    expectCompletion('family f { A B X3 <|>', 'spacegroup', 'anions');
  });

  it('offers the columns of a table', () => {
    const items = completionsAt('base from "a.csv" column <|>', ['formula', 'Space group']);
    expect(items.map(({ label }) => label).slice(0, 2)).toEqual(['formula', 'Space group']);
    expect(items[1]?.textEdit).toMatchObject({ newText: '"Space group"' });
  });

  it('documents what it offers', () => {
    const item = completionsAt('pool p = <|>').find(({ label }) => label === 'Fe');
    expect(item).toMatchObject({
      detail: 'Iron · +2 +3',
      documentation: { value: expect.stringContaining('Iron') },
    });
  });

  it('is silent in comments and strings', () => {
    expect(labelsAt('// pool <|>')).toEqual([]);
    expect(labelsAt('study "a <|>')).toEqual([]);
  });
});
