import { describe, expect, it } from 'vitest';
import { createCandidateSpace } from '../candidates/candidateSpace.ts';
import { expectFinding, expectNoFinding, resolveText } from '../testing/marked.ts';

/** Substitutions as text: base, then each exchange with its pool and the ends of its grid. */
function meaning(text: string): readonly string[] {
  const study = resolveText(text);
  return study.substitutions.map(({ base, exchanges }) => {
    const changes = exchanges.map(({ site, element, substituents, grid }) => {
      const name = study.bases[base]?.sites[site]?.site.name;
      return `${name}: ${element} → ${substituents.join(' ')} at ${grid[0]}…${grid.at(-1)} (${grid.length})`;
    });
    return `${study.bases[base]?.formula} ${changes.join(', ')}`;
  });
}

describe('substitution', () => {
  it('runs from the step to the whole site on every base', () => {
    expect(meaning('base ZnBi2O4, MgAl2O4\nsubstitute B with Fe Co step 0.5')).toEqual([
      'ZnBi2O4 B: Bi → Fe Co at 0.5…2 (4)',
      'MgAl2O4 B: Al → Fe Co at 0.5…2 (4)',
    ]);
  });

  it('keeps to the bases after `of`, by formula however written or by name', () => {
    const bases = 'base Cd(RhO2)2, ZnBi2O4, host = MgAl2O4';
    expect(meaning(`${bases}\nsubstitute A of CdRh2O4, host with Fe step 1`)).toEqual([
      'Cd(RhO2)2 A: Cd → Fe at 1…1 (1)',
      'MgAl2O4 A: Mg → Fe at 1…1 (1)',
    ]);
  });

  it('takes sites parted by commas one at a time, and those joined by `and` together', () => {
    expect(meaning('base ZnBi2O4\nsubstitute A, B with Fe Co step 1')).toEqual([
      'ZnBi2O4 A: Zn → Fe Co at 1…1 (1)',
      'ZnBi2O4 B: Bi → Fe Co at 1…2 (2)',
    ]);
    expect(meaning('base ZnBi2O4\nsubstitute A and B with Fe Co step 1')).toEqual([
      'ZnBi2O4 A: Zn → Fe Co at 1…1 (1), B: Bi → Fe Co at 1…2 (2)',
    ]);
    expect(meaning('base ZnBi2O4\nsubstitute A with Fe and B with Co step 0.5 from 0.5 to 1')).toEqual([
      'ZnBi2O4 A: Zn → Fe at 0.5…1 (2), B: Bi → Co at 0.5…1 (2)',
    ]);
  });

  it('takes the step of its own clause, of a later clause, the default before it, or 0.1', () => {
    const text = (default_: string, step: string) =>
      `base ZnBi2O4\n${default_}\nsubstitute A with Fe ${step}`;
    expect(meaning(text('', ''))[0]).toContain('(10)');
    expect(meaning(text('default step 0.25', ''))[0]).toContain('(4)');
    expect(meaning(text('default step 0.25', 'step 0.5'))[0]).toContain('(2)');
    expect(meaning('base ZnBi2O4\nsubstitute A with Fe\ndefault step 0.25')[0]).toContain('(10)');
    expect(meaning('base ZnBi2O4\nsubstitute A with Fe and B with Co step 0.5')[0]).toMatch(/\(2\).*\(4\)/);
  });

  it('substitutes anions as well', () => {
    const text = 'base CsPbI3 : perovskite\nsubstitute X with Br Cl step 1/6';
    expect(meaning(text)).toEqual(['CsPbI3 X: I → Br Cl at 1/6…3 (18)']);
    expect(meaning('base CsPbI2Br : perovskite\nsubstitute X with Br Cl step 1')).toEqual([
      'CsPbI2Br X: I → Cl at 1…2 (2)',
      'CsPbI2Br X: Br → Cl at 1…1 (1)',
    ]);
  });

  it('substitutes a mixed site one of its elements at a time', () => {
    expect(meaning('base Zn0.75Mg0.25Al2O4\nsubstitute A with Fe step 0.25')).toEqual([
      'Zn0.75Mg0.25Al2O4 A: Zn → Fe at 0.25…0.75 (3)',
      'Zn0.75Mg0.25Al2O4 A: Mg → Fe at 0.25…0.25 (1)',
    ]);
  });

  it('skips elements that the base has on any cation site', () => {
    expect(meaning('base ZnFe2O4\nsubstitute A with Fe Co Zn step 1')).toEqual([
      'ZnFe2O4 A: Zn → Co at 1…1 (1)',
    ]);
    expect(meaning('base ZnFe2O4\nsubstitute A with Fe step 1')).toEqual([]);
  });

  it('skips a combination that puts one element on two cation sites', () => {
    const study = resolveText('base ZnBi2O4\nsubstitute A with Fe and B with Fe Co step 1');
    const formulas = [...createCandidateSpace(study).candidates()].map(({ composition }) => composition.key);
    expect(formulas).toEqual(['O4Zn1Bi2', 'O4Fe1Co1Bi1', 'O4Fe1Co2']);
  });

  it('shares grids and pools between bases', () => {
    const { substitutions } = resolveText('base MgAl2O4, CaAl2O4\nsubstitute A with Fe Co');
    const [one, other] = substitutions.map(({ exchanges }) => exchanges[0]);
    expect(one?.grid).toBe(other?.grid);
    expect(one?.substituents).toEqual(other?.substituents);
  });
});

describe('findings in substitutions', () => {
  it('finds a site that the family does not have (SP2002)', () => {
    expectFinding('base ZnBi2O4\nsubstitute <|C|> with Fe', 'SP2002', {
      message: 'The family spinel has no site C',
    });
    expectNoFinding('base ZnBi2O4, CaTiO3\nsubstitute X with S step 1', 'SP2002');
  });

  it('finds bases that are not declared (SP2003)', () => {
    const finding = expectFinding('base ZnBi2O4\nsubstitute A of <|ZnBi2S4|> with Fe', 'SP2003', {
      fixed: 'base ZnBi2O4\nsubstitute A of ZnBi2O4 with Fe',
    });
    expect(finding.fixes.map(({ title }) => title)).toContain('Declare ZnBi2S4 as a base');
    expectFinding('base host = ZnBi2O4\nsubstitute A of <|hots|> with Fe', 'SP2003', {
      fixed: 'base host = ZnBi2O4\nsubstitute A of host with Fe',
    });
  });

  it.each([
    ['step <|0|>', 'zero', 'step 0.1'],
    ['step <|-0.1|>', 'negative', 'step 0.1'],
    ['step <|3|>', 'larger than the 2 of site B', 'step 2'],
    ['step <|0.3|>', 'does not divide the range from 0 to 2', 'step 0.25'],
    ['step 0.1 from 0.1 to <|2.5|>', '2.5 is more than the 2 of site B', 'step 0.1 from 0.1 to 2'],
    ['step 0.1 from <|1 to 0.5|>', 'starts above its end', 'step 0.1 from 0.5 to 1'],
    ['step 0.1 from 0.1 to <|0|>', 'nothing would be substituted', undefined],
    ['step 0.1 from <|-1|> to 1', 'cannot be negative', 'step 0.1 from 0.1 to 1'],
    ['step <|0.2|> from 0.1 to 0.4', 'does not divide the range from 0.1 to 0.4', undefined],
    ['step <|0.00001|>', '200,000 amounts', undefined],
  ])('finds an impossible grid: %s (SP2005)', (clause, message, fixed) => {
    const text = 'base ZnBi2O4\nsubstitute B with Fe';
    expectFinding(`${text} ${clause}`, 'SP2005', {
      message,
      ...(fixed === undefined ? {} : { fixed: `${text} ${fixed}` }),
    });
  });

  it('finds a default step that does not fit, at the default step (SP2005)', () => {
    expectFinding('base ZnBi2O4\ndefault step <|0.3|>\nsubstitute A with Fe\nsubstitute A with Co', 'SP2005');
  });

  it('finds a default step that leads nowhere, used or not (SP2005)', () => {
    expectFinding('default step <|0|>', 'SP2005', { fixed: 'default step 0.1' });
    expectFinding('base ZnBi2O4\ndefault step <|0|>\nsubstitute A with Fe', 'SP2005');
  });

  it('finds amounts without a common unit (SP2005)', () => {
    const text = 'base Zn0.99999999937Mg0.00000000063Al2O4\nsubstitute A with Fe step <|1/99991|>';
    expectFinding(text, 'SP2005', { message: 'too fine' });
  });

  it('finds more candidates than can be numbered (SP2005)', () => {
    const family = 'family f { A B C D X spacegroup 1 anions O }\nbase LiNaKRbO : f\n';
    expectFinding(`${family}<|substitute A and B and C and D with spinel.B step 0.0001|>`, 'SP2005', {
      message: 'more candidates than can be numbered',
    });
  });

  it('finds a site or base named twice (SP2008, SP3002)', () => {
    expectFinding('base ZnBi2O4\nsubstitute A, <|A|> with Fe', 'SP2008', {
      fixed: 'base ZnBi2O4\nsubstitute A with Fe',
    });
    expectFinding('base ZnBi2O4\nsubstitute A with Fe and <|A|> with Co', 'SP2008');
    expectFinding('base ZnBi2O4\nsubstitute A of ZnBi2O4, <|ZnBi2O4|> with Fe', 'SP3002', {
      fixed: 'base ZnBi2O4\nsubstitute A of ZnBi2O4 with Fe',
    });
  });

  it('finds a study without any base (SP2008)', () => {
    expectFinding('<|substitute|> A with Fe', 'SP2008', { fixed: 'base ZnBi2O4\nsubstitute A with Fe' });
    expectNoFinding('base Qq2O4\nsubstitute A with Fe', 'SP2008');
  });

  it('names the elements that a base has already (SP3002)', () => {
    expectFinding('base ZnBi2O4\nsubstitute A with Fe <|Zn|>', 'SP3002', {
      message: 'ZnBi2O4 has Zn already, so it substitutes nothing here',
      fixed: 'base ZnBi2O4\nsubstitute A with Fe',
    });
    expectFinding('base ZnBi2O4, MgAl2O4\nsubstitute A with Fe <|Zn|>', 'SP3002', {
      message: 'it is skipped there',
      fixes: [],
    });
    expectFinding('pool p = Fe Zn\nbase ZnBi2O4\nsubstitute A with <|p|>', 'SP3002', {
      message: 'Zn in ZnBi2O4',
    });
  });
});
