import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  assignSites,
  builtInFamilies,
  familyFormula,
  fittingFamilies,
  perovskite,
  spinel,
} from './families.ts';
import { parseFormula } from './formula.ts';
import { builtInPools } from './pools.ts';
import { Rational } from './rational.ts';
import { sharedFile } from './testing/sharedData.ts';
import type { Family, FormulaResult } from './types.ts';

function read(formula: string): Extract<FormulaResult, { ok: true }> {
  const result = parseFormula(formula);
  if (!result.ok) throw new Error(result.problem.message);
  return result;
}

/** The sites as a line, `A Zn0.9Fe0.1 | B Bi2 | X O4`, or the reason against them. */
function sites(formula: string, family: Family): string {
  const { composition, order } = read(formula);
  const assignment = assignSites(composition, order, family);
  if (!assignment.ok) return assignment.reason;
  return assignment.sites
    .map(({ site, amounts }) => `${site.name} ${[...amounts].map(([symbol, x]) => `${symbol}${x}`).join('')}`)
    .join(' | ');
}

function families(formula: string): string {
  const { composition, order } = read(formula);
  return fittingFamilies(composition, order, builtInFamilies)
    .map(({ name }) => name)
    .join(' ');
}

describe('assignSites', () => {
  it.each([
    ['ZnBi2O4', 'A Zn1 | B Bi2 | X O4'],
    ['Cd(RhO2)2', 'A Cd1 | B Rh2 | X O4'],
    ['Mg2FeO4', 'A Fe1 | B Mg2 | X O4'],
    ['Na2WO4', 'A W1 | B Na2 | X O4'],
    ['O8Al4Mg2', 'A Mg1 | B Al2 | X O4'],
    ['Zn0.9Fe0.1Bi2O4', 'A Zn0.9Fe0.1 | B Bi2 | X O4'],
    ['ZnBi1.5Fe0.5O4', 'A Zn1 | B Bi1.5Fe0.5 | X O4'],
    ['Zn(Bi0.5Fe0.5)2O4', 'A Zn1 | B Bi1Fe1 | X O4'],
    ['FeZnBiO4', 'A Fe1 | B Zn1Bi1 | X O4'],
    ['Zn0.5Fe0.5Bi0.5Al1.5O4', 'A Zn0.5Fe0.5 | B Bi0.5Al1.5 | X O4'],
    ['CdCr2S3Se', 'A Cd1 | B Cr2 | X S3Se1'],
    ['Zn2TeO4', 'A Te1 | B Zn2 | X O4'],
    ['Fe3O4', 'A Fe1 | B Fe2 | X O4'],
    ['LiFe5O8', 'A Li0.5Fe0.5 | B Fe2 | X O4'],
    ['Mn0.5Fe2.5O4', 'A Mn0.5Fe0.5 | B Fe2 | X O4'],
  ])('shares %s out over a spinel', (formula, expected) => {
    expect(sites(formula, spinel)).toBe(expected);
  });

  it.each([
    ['CsPbI3', 'A Cs1 | B Pb1 | X I3'],
    ['PbCsI3', 'A Pb1 | B Cs1 | X I3'],
    ['CsPbI2Br', 'A Cs1 | B Pb1 | X I2Br1'],
    ['BaTaO2N', 'A Ba1 | B Ta1 | X O2N1'],
    ['KNO3', 'A K1 | B N1 | X O3'],
    ['Ba0.5Sr0.5Co0.8Fe0.2O3', 'A Ba0.5Sr0.5 | B Co0.8Fe0.2 | X O3'],
  ])('shares %s out over a perovskite', (formula, expected) => {
    expect(sites(formula, perovskite)).toBe(expected);
  });

  it.each([
    ['ZnBi2O3', 'ZnBi2O3 has 3 anions (O) to 3 cations, but spinel, A B2 X4, has 4 to 3.'],
    ['ZnO', 'ZnO has 1 anion (O) to 1 cation, but spinel, A B2 X4, has 4 to 3.'],
    ['ZnBi2F4', 'ZnBi2F4 has no anion of spinel (O, S, Se, Te).'],
    [
      'Zn1.2Bi1.8O4',
      'The cations of Zn1.2Bi1.8O4, per formula unit of spinel Zn 1.2, Bi 1.8, cannot be shared out so that they fill the sites A (1) and B (2).',
    ],
  ])('says why %s is no spinel', (formula, reason) => {
    expect(sites(formula, spinel)).toBe(reason);
  });

  it('does not put the only cation on two sites if it has one state', () => {
    expect(families('Fe2O3')).toBe('');
    expect(families('Al2O3')).toBe('');
  });

  it('scales to the multiplicities that a family has, fractions included', () => {
    const half: Family = {
      ...spinel,
      name: 'half',
      sites: [
        { name: 'A', multiplicity: Rational.of(1, 2), role: 'cation' },
        { name: 'B', multiplicity: Rational.one, role: 'cation' },
        { name: 'X', multiplicity: Rational.of(2), role: 'anion' },
      ],
    };
    expect(familyFormula(half)).toBe('A0.5 B X2');
    expect(sites('ZnBi2O4', half)).toBe('A Zn0.5 | B Bi1 | X O2');
  });

  it('fills every site and loses no atom, however the amounts are shared', () => {
    const cations = builtInPools.get('spinel.B') ?? [];
    const share = fc.integer({ min: 1, max: 9 }).map((tenths) => Rational.of(tenths, 10));
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.constantFrom(...cations), { minLength: 4, maxLength: 4 }),
        share,
        share,
        (four, x, y) => {
          const [a, b, c, d] = four as [string, string, string, string];
          const text = `${a}${Rational.one.subtract(x)}${b}${x}${c}${Rational.of(2).subtract(y)}${d}${y}O4`;
          const { composition, order } = read(text);
          const assignment = assignSites(composition, order, spinel);
          if (!assignment.ok) throw new Error(assignment.reason);
          for (const { site, amounts } of assignment.sites) {
            const sum = [...amounts.values()].reduce((all, amount) => all.add(amount), Rational.zero);
            expect(sum.equals(site.multiplicity)).toBe(true);
          }
          expect([...(assignment.sites[0]?.amounts.keys() ?? [])]).toEqual([a, b]);
        },
      ),
    );
  });

  it('gives up in time on a compound of many elements', () => {
    const symbols = [...(builtInPools.get('spinel.B') ?? [])];
    const text = symbols.map((symbol, index) => `${symbol}${3 + index}/${1163}`).join('');
    expect(sites(`${text}O4`, spinel)).toMatch(/\.$/);
  });
});

describe('fittingFamilies', () => {
  it.each([
    ['ZnBi2O4', 'spinel'],
    ['CsPbI3', 'perovskite'],
    ['SrTiO3', 'perovskite'],
    ['ZnO', ''],
    ['MgAl2', ''],
  ])('finds for %s: %s', (formula, names) => {
    expect(families(formula)).toBe(names);
  });

  const pools = sharedFile('paper/pools_and_base_spinels.json');
  it.skipIf(pools === undefined)(
    'assigns the 169 bases of ../shared/data/paper/pools_and_base_spinels.json as the paper does',
    () => {
      const paper: { base_spinels_in_order_169: [string, string][] } = JSON.parse(
        readFileSync(pools as string, 'utf8'),
      );
      expect(paper.base_spinels_in_order_169).toHaveLength(169);
      for (const [a, b] of paper.base_spinels_in_order_169) {
        expect(sites(`${b}2${a}O4`, spinel)).toBe(`A ${a}1 | B ${b}2 | X O4`);
        expect(families(`${b}2${a}O4`)).toBe('spinel');
      }
    },
  );
});
