import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortedPlaces } from './sortNumbers.ts';

/** The same order by comparison: what the radix sort has to agree with. */
function byComparison(values: readonly number[], descending: boolean): number[] {
  const places = values.map((_, place) => place);
  return places.sort((a, b) => {
    const [left, right] = [values[a] ?? 0, values[b] ?? 0];
    if (Number.isNaN(left) || Number.isNaN(right)) {
      return Number(Number.isNaN(left)) - Number(Number.isNaN(right)) || a - b;
    }
    if (left === right) return a - b;
    return left < right === descending ? 1 : -1;
  });
}

describe('sorting numbers', () => {
  it('agrees with a stable comparison sort, missing values last either way', () => {
    const value = fc.oneof(fc.double(), fc.constantFrom(0, -0, 1.5, Number.NaN), fc.integer());
    fc.assert(
      fc.property(fc.array(value), fc.boolean(), (values, descending) => {
        const sorted = [...sortedPlaces(Float64Array.from(values), descending)];
        expect(sorted).toEqual(byComparison(values, descending));
      }),
    );
  });
});
