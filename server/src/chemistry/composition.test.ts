import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Composition } from './composition.ts';
import { Rational } from './rational.ts';
import { amount, amounts } from './testing/arbitraries.ts';

const zincFerriteBismuthate = Composition.of([
  ['Zn', Rational.of(9, 10)],
  ['Fe', Rational.of(1, 10)],
  ['Bi', Rational.of(2)],
  ['O', Rational.of(4)],
]);

describe('Composition', () => {
  it('holds exact amounts by atomic number', () => {
    expect(zincFerriteBismuthate.elements).toEqual(['O', 'Fe', 'Zn', 'Bi']);
    expect(zincFerriteBismuthate.atomicNumbers).toEqual([8, 26, 30, 83]);
    expect(zincFerriteBismuthate.amount('Zn').toString()).toBe('0.9');
    expect(zincFerriteBismuthate.amount('Cu').isZero).toBe(true);
    expect(zincFerriteBismuthate.total.toString()).toBe('7');
    expect(zincFerriteBismuthate.fraction('Fe').toString()).toBe('1/70');
    expect(zincFerriteBismuthate.key).toBe('O40Fe1Zn9Bi20');
  });

  it('adds up repeated elements and leaves out zeros', () => {
    const composition = Composition.of([
      ['Fe', Rational.one],
      ['O', Rational.of(4)],
      ['Fe', Rational.of(2)],
      ['Zn', Rational.zero],
    ]);
    expect(composition.key).toBe('O4Fe3');
    expect(composition.has('Zn')).toBe(false);
  });

  it('refuses unknown elements, negative amounts and nothing at all', () => {
    expect(() => Composition.of([['Xx', Rational.one]])).toThrow('Xx is no element.');
    expect(() => Composition.of([['Zn', Rational.of(-1)]])).toThrow('The amount of Zn is below zero.');
    expect(() => Composition.of([['Zn', Rational.zero]])).toThrow(RangeError);
    expect(() => zincFerriteBismuthate.scaled(Rational.zero)).toThrow(RangeError);
  });

  it('refuses a key that could not be exact', () => {
    const composition = Composition.of([
      ['Zn', Rational.of(1, 2 ** 40)],
      ['O', Rational.of(1, 3 ** 20)],
    ]);
    expect(() => composition.key).toThrow(RangeError);
  });

  it('has one key for a compound however it is ordered and scaled', () => {
    fc.assert(
      fc.property(amounts(), amount, fc.infiniteStream(fc.nat()), (parts, factor, randomness) => {
        const composition = Composition.of(parts);
        const shuffled = parts
          .map((part) => ({ part, place: randomness.next().value ?? 0 }))
          .sort((a, b) => a.place - b.place)
          .map(({ part }) => part);
        const scaled = Composition.of(shuffled).scaled(factor);
        expect(scaled.key).toBe(composition.key);
        expect(scaled.sameCompound(composition)).toBe(true);
        expect(scaled.equals(composition)).toBe(factor.equals(Rational.one));
      }),
    );
  });

  it('has different keys for different compounds', () => {
    fc.assert(
      fc.property(amounts(['O', 'Zn', 'Bi'], 3), amounts(['O', 'Zn', 'Bi'], 3), (left, right) => {
        const [a, b] = [Composition.of(left), Composition.of(right)];
        const sameFractions = ['O', 'Zn', 'Bi'].every((symbol) =>
          a.fraction(symbol).equals(b.fraction(symbol)),
        );
        expect(a.key === b.key).toBe(sameFractions);
      }),
    );
  });

  it('has fractions that add up to one', () => {
    fc.assert(
      fc.property(amounts(), (parts) => {
        const composition = Composition.of(parts);
        const sum = composition.elements.reduce(
          (all, symbol) => all.add(composition.fraction(symbol)),
          Rational.zero,
        );
        expect(sum.equals(Rational.one)).toBe(true);
      }),
    );
  });
});
