import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearScale, roundedDomain, tickLabels, ticks } from './scale.ts';

/** Ranges as energies and amounts have them. */
const range = fc
  .tuple(fc.double({ min: -50, max: 50, noNaN: true }), fc.double({ min: 1e-3, max: 100, noNaN: true }))
  .map(([from, width]) => [from, from + width] as const);

describe('ticks', () => {
  it('are ascending, inside the range and about as many as wanted', () => {
    fc.assert(
      fc.property(range, fc.integer({ min: 2, max: 12 }), ([from, to], wanted) => {
        const values = ticks(from, to, wanted);
        const slack = (to - from) * 1e-6;
        expect(values.every((value) => value >= from - slack && value <= to + slack)).toBe(true);
        expect(values.every((value, index) => index === 0 || value > (values[index - 1] ?? value))).toBe(
          true,
        );
        expect(values.length).toBeLessThanOrEqual(2 * wanted + 1);
      }),
    );
  });

  it('are round numbers', () => {
    expect(ticks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(ticks(0.13, 2.9, 6)).toEqual([0.5, 1, 1.5, 2, 2.5]);
  });

  it('have labels that differ, with as many decimals as they need', () => {
    fc.assert(
      fc.property(range, ([from, to]) => {
        const labels = tickLabels(ticks(from, to, 6));
        expect(new Set(labels).size).toBe(labels.length);
      }),
    );
    expect(tickLabels([-0.5, 0, 0.5])).toEqual(['−0.5', '0.0', '0.5']);
  });
});

describe('rounded domains', () => {
  it('hold the range they were made from', () => {
    fc.assert(
      fc.property(range, ([from, to]) => {
        const [low, high] = roundedDomain(from, to, 5);
        const slack = (to - from) * 1e-6;
        expect(low).toBeLessThanOrEqual(from + slack);
        expect(high).toBeGreaterThanOrEqual(to - slack);
      }),
    );
  });

  it('give a range without width some room', () => {
    expect(roundedDomain(2, 2, 5)).toEqual([1.5, 2.5]);
  });
});

describe('linear scales', () => {
  it('map ends to ends, and a domain without width to finite places', () => {
    const scale = linearScale([0, 2], [100, 0]);
    expect([0, 1, 2].map(scale.at)).toEqual([100, 50, 0]);
    expect(linearScale([3, 3], [0, 10]).at(3)).toBe(0);
  });
});
