import { describe, expect, it } from 'vitest';
import { expectFinding, expectNoFinding, resolveText, tableOf } from '../testing/marked.ts';

describe('bases', () => {
  it('assigns sites, whatever the size and order of the formula', () => {
    const study = resolveText('base ZnBi2O4, Bi4Zn2O8 : spinel\nbase host = Zn(Bi0.5Fe0.5)2O4 pbe 4.1 eV');
    expect(
      study.bases.map(({ sites }) =>
        sites.map(({ amounts }) => [...amounts].map(([element, x]) => `${element}${x}`).join('')),
      ),
    ).toEqual([
      ['Zn1', 'Bi2', 'O4'],
      ['Zn1', 'Bi2', 'O4'],
      ['Zn1', 'Bi1Fe1', 'O4'],
    ]);
    expect(study.bases[2]).toMatchObject({ name: 'host', pbeGap: 4.1, formula: 'Zn(Bi0.5Fe0.5)2O4' });
    expect(study.bases[1]?.composition.amount('Bi').toString()).toBe('2');
  });

  it('keeps good bases beside bad ones', () => {
    const study = resolveText('base ZnBi2O4, Qq2O4, MgAl2O4');
    expect(study.bases.map(({ formula }) => formula)).toEqual(['ZnBi2O4', 'MgAl2O4']);
  });

  it('finds unknown elements within formulas (SP1002)', () => {
    expectFinding('base Zn<|Bo|>2O4', 'SP1002');
    expectFinding('base <|ZN|>Al2O4', 'SP1002', { fixed: 'base ZnAl2O4' });
  });

  it('finds malformed formulas (SP1003)', () => {
    expectFinding('base Zn<|(|>Bi2O4', 'SP1003', { message: 'never closed' });
    expectFinding('base Zn<|0|>Bi2O4', 'SP1003', { message: 'zero' });
  });

  it('finds a formula that fits no family, or not the one named (SP2001)', () => {
    expectFinding('base <|ZnBi3O4|>', 'SP2001', { message: 'fits no family' });
    expectFinding('base <|CaTiO3|> : spinel', 'SP2001', { fixed: 'base CaTiO3 : perovskite' });
  });

  it('asks for the family where several fit, and still uses the base (SP2008)', () => {
    const text = 'family mine { A B X3 spacegroup 62 anions O }\nbase <|CaTiO3|>';
    expectFinding(text, 'SP2008', {
      fixes: ['Say that the family is mine', 'Say that the family is perovskite'],
    });
    expect(resolveText(text.replace(/<\||\|>/g, '')).bases).toHaveLength(1);
  });

  it('says what is wrong with a base once, and not again where it is used', () => {
    expectFinding('base <|ZnBi3O4|>\nsubstitute A of ZnBi3O4 with Fe', 'SP2001');
    expectFinding('base host = <|ZnBi3O4|>\nsubstitute A of host with Fe\nexplain gap for host', 'SP2001');
  });

  it('finds amounts that cannot be counted exactly (SP1003)', () => {
    const fine = 'Zn0.333333333333333Mg0.666666666666667Al1.9999999999999Cr0.0000000000001O4';
    expectFinding(`base <|${fine}|>`, 'SP1003', { message: /too fine|too large/ });
    expectFinding(`base ZnAl2O4\nexplain gap for <|Zn1/94906267Al1/94906249O4|>`, 'SP1003');
  });

  it('finds an unknown family (SP2003)', () => {
    expectFinding('base ZnBi2O4 : <|spinell|>', 'SP2003', { fixed: 'base ZnBi2O4 : spinel' });
  });

  it('finds a name declared twice (SP2004)', () => {
    expectFinding('base host = ZnBi2O4\nbase <|host|> = MgAl2O4', 'SP2004');
  });

  it('wants the PBE gap in eV (SP2007, SP3010)', () => {
    expectFinding('base ZnBi2O4 pbe 4.1 <|eV/atom|>', 'SP2007', { fixed: 'base ZnBi2O4 pbe 4.1 eV' });
    expectFinding('base ZnBi2O4 pbe <|4.1|>', 'SP3010', { fixed: 'base ZnBi2O4 pbe 4.1 eV' });
    expect(resolveText('base ZnBi2O4 pbe 4100 meV').bases[0]?.pbeGap).toBe(4.1);
  });
});

describe('bases from a table', () => {
  const text = 'base from <|"spinels.csv"|> column formula';
  const column = 'base from "spinels.csv" column <|fomula|>';
  const table = tableOf(['id', 'formula'], ['1', 'ZnBi2O4'], ['2', 'ZnBi3O4'], ['3', ''], ['4', 'MgAl2O4']);

  it('takes the good rows and names the bad ones with their lines (SP2006)', () => {
    const finding = expectFinding(text, 'SP2006', { environment: { table: () => table } });
    expect(finding.message).toMatch(
      /2 rows of spinels.csv .* Line 3: ZnBi3O4 fits no family.* Line 4: the cell is empty/,
    );
    const study = resolveText(text.replace(/<\||\|>/g, ''), { table: () => table });
    expect(study.bases.map(({ formula }) => formula)).toEqual(['ZnBi2O4', 'MgAl2O4']);
    expect(study.bases[0]?.span).toEqual({ start: 10, end: 23 });
  });

  it('says why a file cannot be read (SP2006)', () => {
    expectFinding(text, 'SP2006', {
      environment: { table: () => ({ ok: false, reason: 'there is no such file.' }) },
      message: 'spinels.csv cannot be read: there is no such file. Correct the path',
    });
  });

  it('finds a missing column and what was meant (SP2006)', () => {
    expectFinding(column, 'SP2006', {
      environment: { table: () => table },
      fixed: 'base from "spinels.csv" column formula',
    });
    expectFinding(column.replace('fomula', '"x"'), 'SP2006', {
      environment: { table: () => tableOf(['Formula unit']) },
      message: 'Its columns are "Formula unit".',
    });
  });

  it('quotes a suggested column that is no name', () => {
    expectFinding('base from "spinels.csv" column <|"formula uni"|>', 'SP2006', {
      environment: { table: () => tableOf(['formula unit']) },
      fixed: 'base from "spinels.csv" column "formula unit"',
    });
  });

  it('says nothing while the table has not been read', () => {
    expectNoFinding('base from "spinels.csv" column formula');
  });
});
