import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Composition } from './composition.ts';
import { parseFormula } from './formula.ts';
import { Rational } from './rational.ts';
import { writeFormula } from './reducedFormula.ts';
import { amount, amounts } from './testing/arbitraries.ts';
import type { FormulaProblem } from './types.ts';

function key(text: string): string {
  const result = parseFormula(text);
  if (!result.ok) throw new Error(result.problem.message);
  return result.composition.key;
}

function problem(text: string): FormulaProblem {
  const result = parseFormula(text);
  if (result.ok) throw new Error(`${text} was read as ${result.composition.key}.`);
  return result.problem;
}

describe('parseFormula', () => {
  it.each([
    ['ZnBi2O4', 'O4Zn1Bi2'],
    ['Zn0.9Fe0.1Bi2O4', 'O40Fe1Zn9Bi20'],
    ['Zn(Bi0.5Fe0.5)2O4', 'O4Fe1Zn1Bi1'],
    ['Cd(RhO2)2', 'O4Rh2Cd1'],
    ['K4[Fe(CN)6]', 'C6N6K4Fe1'],
    ['Ca10{PO4}6(OH)2', 'H1O13P3Ca5'],
    ['CsPbI17/6Br1/6', 'Br1I17Cs6Pb6'],
    ['Zn.5Mg.5Al2O4', 'O8Mg1Al4Zn1'],
    ['ZnBi₂O₄', 'O4Zn1Bi2'],
    [' Zn1 Bi2 O4 ', 'O4Zn1Bi2'],
    ['CO', 'C1O1'],
    ['Co', 'Co1'],
    ['FeFe2O4', 'O4Fe3'],
    ['Na0.3333333333O', 'Na3333333333O10000000000'],
  ])('reads %s', (text, expected) => {
    const sorted = (symbols: string) =>
      symbols
        .match(/[A-Z][a-z]?\d+/g)
        ?.sort()
        .join('');
    expect(sorted(key(text))).toBe(sorted(expected));
  });

  it('keeps the amounts as written and the order of writing', () => {
    const result = parseFormula('Zn(Bi0.5Fe0.5)2O4');
    expect(result.ok && result.order).toEqual(['Zn', 'Bi', 'Fe', 'O']);
    expect(result.ok && result.composition.total.toString()).toBe('7');
  });

  it.each([
    ['Xx2O3', 'SP1002', 0, 2, ['Xe']],
    ['ZNBi2O4', 'SP1002', 0, 2, ['Zn']],
    ['znbi2o4', 'SP1002', 0, 2, ['Zn']],
    ['ZnbI2', 'SP1002', 0, 3, ['Zn']],
    ['O2Zinc', 'SP1002', 2, 6, ['Zn']],
    ['MgD2', 'SP1002', 2, 3, ['H']],
    ['Zn1.2.3O', 'SP1003', 2, 7, []],
    ['Zn1.', 'SP1003', 2, 4, []],
    ['Zn0O', 'SP1003', 2, 3, []],
    ['Zn(BiO)0.0', 'SP1003', 7, 10, []],
    ['ZnFe1/0', 'SP1003', 4, 7, []],
    ['Zn(O', 'SP1003', 2, 3, []],
    ['ZnO)2', 'SP1003', 3, 4, []],
    ['(ZnO]2', 'SP1003', 4, 5, []],
    ['Zn()O', 'SP1003', 2, 4, []],
    ['', 'SP1003', 0, 0, []],
    ['  ', 'SP1003', 0, 2, []],
    ['2H2O', 'SP1003', 0, 1, []],
    ['ZnO2 3', 'SP1003', 5, 6, []],
    ['CuSO4·5H2O', 'SP1003', 5, 6, []],
    ['Fe3+', 'SP1003', 3, 4, []],
    ['Zn0,5O', 'SP1003', 2, 3, []],
    ['Zn🙂O', 'SP1003', 2, 4, []],
    ['Zn99999999999999999999O', 'SP1003', 2, 22, []],
  ] as const)('says what is wrong with %j and where', (text, code, start, end, suggestions) => {
    const found = problem(text);
    expect([found.code, found.start, found.end]).toEqual([code, start, end]);
    if (suggestions.length > 0) expect(found.suggestions.slice(0, suggestions.length)).toEqual(suggestions);
    expect(found.message).toMatch(/[.?]$/);
  });

  it('limits length and nesting', () => {
    expect(problem('Zn'.repeat(501)).message).toContain('1000 characters');
    expect(problem(`${'('.repeat(40)}Zn${')'.repeat(40)}`).message).toContain('32 deep');
    expect(problem('(((Zn0.0000001)0.0000001)0.0000001)O').message).toContain('too fine');
  });

  it('reads back what is written, exactly', () => {
    fc.assert(
      fc.property(amounts(), (parts) => {
        const result = parseFormula(writeFormula(parts));
        expect(result.ok && result.composition.equals(Composition.of(parts))).toBe(true);
        expect(result.ok && result.order).toEqual(parts.map(([symbol]) => symbol));
      }),
    );
  });

  it('takes a bracket for its content times its amount', () => {
    fc.assert(
      fc.property(amounts(undefined, 3), amounts(undefined, 3), amount, (outside, inside, factor) => {
        const text = `${writeFormula(outside)}(${writeFormula(inside)})${factor.equals(Rational.one) ? '' : factor}`;
        const expected = Composition.of([...outside, ...Composition.of(inside).scaled(factor)]);
        const result = parseFormula(text);
        expect(result.ok && result.composition.equals(expected)).toBe(true);
      }),
    );
  });

  it('never throws, and points into the text', () => {
    const pieces = fc.constantFrom(
      'Zn',
      'ZN',
      'o',
      'O4',
      '(',
      ')',
      '[',
      ']',
      '0.1',
      '1/6',
      '.',
      '/',
      ' ',
      '₂',
      'é',
      '0',
      '9'.repeat(18),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((texts) => texts.join('')),
        ),
        (text) => {
          const result = parseFormula(text);
          if (result.ok) return;
          expect(result.problem.start).toBeGreaterThanOrEqual(0);
          expect(result.problem.end).toBeLessThanOrEqual(text.length);
          expect(result.problem.start).toBeLessThanOrEqual(result.problem.end);
        },
      ),
      { numRuns: 500 },
    );
  });
});
