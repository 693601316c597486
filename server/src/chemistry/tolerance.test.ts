import { describe, expect, it } from 'vitest';
import { assignSites, perovskite, spinel } from './families.ts';
import { parseFormula } from './formula.ts';
import { shannonRadius, toleranceFactor } from './tolerance.ts';
import type { Family } from './types.ts';

function tolerance(formula: string, family: Family): number | string {
  const parsed = parseFormula(formula);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const assignment = assignSites(parsed.composition, parsed.order, family);
  if (!assignment.ok) throw new Error(assignment.reason);
  const factor = toleranceFactor(assignment.sites);
  return factor.ok ? Number(factor.value.toFixed(4)) : factor.reason;
}

describe('toleranceFactor', () => {
  // By hand from Shannon's radii: Sr XII 1.44, Ti VI 0.605, O VI 1.40; Cs XII 1.88, Pb VI 1.19, I VI 2.20.
  it.each([
    ['SrTiO3', 1.0016],
    ['CsPbI3', 0.851],
    ['BaTiO3', 1.0615],
  ])("is Goldschmidt's for %s", (formula, expected) => {
    expect(tolerance(formula, perovskite)).toBe(expected);
  });

  // Mg IV 0.57, Al VI 0.535; Zn IV 0.60.
  it.each([
    ['MgAl2O4', 0.8506],
    ['ZnAl2O4', 0.8379],
  ])('compares octahedra and tetrahedra for %s', (formula, expected) => {
    expect(tolerance(formula, spinel)).toBe(expected);
  });

  it('takes the mean radius of a shared site', () => {
    const halfway = tolerance('Mg0.5Zn0.5Al2O4', spinel) as number;
    expect(halfway).toBeGreaterThan(0.8379);
    expect(halfway).toBeLessThan(0.8506);
  });

  it.each([
    ['CaIn2O4', spinel, "Shannon's table has no radius of Ca 2+ with 4 neighbours."],
    ['Fe3O4', spinel, 'Fe is on two sites, and which of its ions is where is not known.'],
    [
      'MgV2O4',
      spinel,
      'Radii depend on oxidation states. The cations have at least +12, the anions take at most −8. V as +3, a known but less common state, would balance it.',
    ],
  ])('says why %s has none', (formula, family, reason) => {
    expect(tolerance(formula, family)).toBe(reason);
  });

  it('is undefined for other structures', () => {
    expect(toleranceFactor([]).ok).toBe(false);
  });
});

describe('shannonRadius', () => {
  it('prefers the high-spin ion', () => {
    expect(shannonRadius('Fe', 3, 6)).toBe(0.645);
    expect(shannonRadius('O', -2, 6)).toBe(1.4);
    expect(shannonRadius('Fe', 7, 6)).toBeUndefined();
  });
});
