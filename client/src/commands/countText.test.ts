import { describe, expect, it } from 'vitest';
import { countSummary } from './countText.ts';

describe('the number of candidates', () => {
  it('tells distinct ones, and repeats only where there are some', () => {
    expect(countSummary({ distinct: 142_717, raw: 150_000 })).toBe(
      '142,717 distinct candidates; 7,283 more ways lead to one of them again.',
    );
    expect(countSummary({ distinct: 12, raw: 12 })).toBe('12 distinct candidates.');
    expect(countSummary({ distinct: 1, raw: 1 })).toBe('1 candidate.');
  });
});
