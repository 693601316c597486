import { describe, expect, it } from 'vitest';
import { slipsBetween } from './slips.ts';

describe('slips of the keyboard', () => {
  it('are letters added, left out, changed or swapped', () => {
    expect(slipsBetween('chekc', 'check')).toBe(1);
    expect(slipsBetween('', 'abc')).toBe(3);
    expect(slipsBetween('kitten', 'sitting')).toBe(3);
  });

  it('are counted up to a limit', () => {
    expect(slipsBetween('kitten', 'sitting', 2)).toBe(2);
    expect(slipsBetween('a', 'abcdef', 3)).toBe(3);
  });
});
