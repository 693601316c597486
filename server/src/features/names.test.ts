import { describe, expect, it } from 'vitest';
import { expectDefinition, expectReferences, renamed } from './testing/expect.ts';

describe('definition', () => {
  it('leads from a pool to its declaration', () => {
    expectDefinition('pool <|late|> = Fe\nbase ZnBi2O4\nsubstitute A with la<|>te');
  });

  it('leads from a formula to the base', () => {
    expectDefinition('base <|ZnBi2O4|>\nsubstitute A of Zn<|>Bi2O4 with Fe');
  });

  it('leads from a family to its declaration', () => {
    expectDefinition('family <|perov|> { A B X3 spacegroup 221 anions I }\nbase CsPbI3 : per<|>ov');
  });

  it('finds nothing for what is built in', () => {
    expectDefinition('pool p = spinel.<|>A');
  });
});

describe('references', () => {
  it('finds every use of a pool and no pool of another name', () => {
    expectReferences(
      'pool <|la<|>te|> = Fe\npool later = <|late|> + Co\nbase ZnBi2O4\nsubstitute A with <|late|> and B with later\nexclude <|late|>',
    );
  });

  it('keeps pools and bases of the same name apart', () => {
    expectReferences('pool same = Fe\nbase <|sa<|>me|> = ZnBi2O4\nsubstitute A of <|same|> with same');
  });
});

describe('rename', () => {
  it('changes the declaration and every use', () => {
    expect(renamed('pool la<|>te = Fe\npool p = late + Co\nexclude late', 'metals')).toBe(
      'pool metals = Fe\npool p = metals + Co\nexclude metals',
    );
  });

  it('works from a use as well, and for bases', () => {
    expect(renamed('base host = ZnBi2O4\nsubstitute A of ho<|>st with Fe', 'zinc')).toBe(
      'base zinc = ZnBi2O4\nsubstitute A of zinc with Fe',
    );
  });

  it('refuses what is no name, a keyword, or taken', () => {
    const source = 'pool la<|>te = Fe\npool other = Co';
    expect(() => renamed(source, 'Late')).toThrow(/small letter/);
    expect(() => renamed(source, 'with')).toThrow(/keyword/);
    expect(() => renamed(source, 'other')).toThrow(/already/);
  });

  it('does not rename formulas or what is built in', () => {
    expect(renamed('base Zn<|>Bi2O4', 'other')).toBe('base ZnBi2O4');
    expect(renamed('pool p = transition_<|>metals', 'other')).toBe('pool p = transition_metals');
  });
});
