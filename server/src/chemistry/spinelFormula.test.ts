import { describe, expect, it } from 'vitest';
import { parseFormula } from './formula.ts';
import { isSpinelFormula } from './spinelFormula.ts';

function fits(formula: string): boolean {
  const parsed = parseFormula(formula);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return isSpinelFormula(parsed.composition);
}

describe('isSpinelFormula', () => {
  it.each(['ZnBi2O4', 'Zn0.9Fe0.1Bi2O4', 'Fe3O4', 'Zn2Bi4O8', 'CdIn2S2Se2', 'Zn0.3Mg0.7Al1.9Cr0.1O3.5Te0.5'])(
    'takes %s',
    (formula) => expect(fits(formula)).toBe(true),
  );

  it.each(['TiO2', 'ZnO', 'Bi2O3', 'ZnBi2O3', 'ZnBi2F4', 'O', 'Zn', 'Zn1.01Bi2O4'])(
    'does not take %s',
    (formula) => expect(fits(formula)).toBe(false),
  );
});
