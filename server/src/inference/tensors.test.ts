import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Composition } from '../chemistry/composition.ts';
import { Rational } from '../chemistry/rational.ts';
import { encode, refusal } from './tensors.ts';
import { query } from './testing/cases.ts';

describe('encode', () => {
  it('gives atomic numbers and fractions by bucket, with the places of the rows', () => {
    const buckets = encode([
      query({ Zn: 1, Bi: 2, O: 4 }),
      query({ Si: 1 }, 227),
      query({ Mg: 1, Al: 2, O: 4 }, 0),
    ]);
    expect(buckets.map(({ slots, rows }) => [slots, [...rows]])).toEqual([
      [1, [1]],
      [3, [0, 2]],
    ]);
    const three = buckets[1];
    expect([...(three?.elements ?? [])]).toEqual([8, 30, 83, 8, 12, 13]);
    expect([...(three?.amounts ?? [])]).toEqual([4, 1, 2, 4, 1, 2].map((amount) => Math.fround(amount / 7)));
    expect([...(three?.spaceGroup ?? [])]).toEqual([227, 0]);
  });

  it('gives the same bits for every spelling of a compound', () => {
    const amount = fc.tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 40 }));
    fc.assert(
      fc.property(
        fc.array(amount, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 2, max: 30 }),
        (amounts, times) => {
          const symbols = ['O', 'Zn', 'Bi', 'H'];
          const composition = Composition.of(
            amounts.map(([n, d], place) => [symbols[place] as string, Rational.of(n, d)] as const),
          );
          const [one] = encode([{ composition, spaceGroup: 1 }]);
          const [other] = encode([{ composition: composition.scaled(Rational.of(times, 7)), spaceGroup: 1 }]);
          expect(other?.amounts).toEqual(one?.amounts);
          expect(Array.from(one?.amounts ?? []).reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 6);
        },
      ),
    );
  });
});

describe('refusal', () => {
  const thirteen = Object.fromEntries(
    'H Li Be B C N O F Na Mg Al Si P'.split(' ').map((symbol) => [symbol, 1]),
  );

  it('counts elements', () => {
    expect(refusal(query(thirteen), { maxElements: 12 })).toBe(
      'The composition has 13 elements, and the model takes at most 12.',
    );
    expect(refusal(query(thirteen), { maxElements: 13 })).toBeUndefined();
  });

  it.each([-1, 231, 1.5, Number.NaN])('refuses the space group %s', (group) => {
    expect(refusal(query({ Si: 1 }, group), { maxElements: 12 })).toContain('no space group');
  });

  it('refuses amounts that have no common scale', () => {
    const composition = Composition.of([
      ['Zn', Rational.of(1, 9007199254740881)],
      ['O', Rational.of(1, 9007199254740847)],
    ]);
    expect(refusal({ composition, spaceGroup: 0 }, { maxElements: 12 })).toContain('common scale');
  });
});
