/** Random compositions and formulas for property tests. */
import fc from 'fast-check';
import { Rational } from '../rational.ts';
import { elementSymbols } from '../symbols.ts';
import type { ElementSymbol } from '../types.ts';

/** Amounts as users write them: whole numbers, decimals to three places, small fractions. */
export const amount: fc.Arbitrary<Rational> = fc.oneof(
  fc.integer({ min: 1, max: 20 }).map((whole) => Rational.of(whole)),
  fc.integer({ min: 1, max: 3000 }).map((thousandths) => Rational.of(thousandths, 1000)),
  fc
    .tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 12 }))
    .map(([a, b]) => Rational.of(a, b)),
);

/** Distinct elements with amounts, in a random order of writing. */
export function amounts(
  elements: readonly ElementSymbol[] = elementSymbols,
  most = 6,
): fc.Arbitrary<(readonly [ElementSymbol, Rational])[]> {
  return fc.uniqueArray(fc.tuple(fc.constantFrom(...elements), amount), {
    minLength: 1,
    maxLength: most,
    selector: ([symbol]) => symbol,
  });
}
