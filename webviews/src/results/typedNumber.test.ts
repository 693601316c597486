import { describe, expect, it } from 'vitest';
import { typedNumber } from './typedNumber.ts';

describe('numbers as users type them', () => {
  it('have a point or a comma', () => {
    expect(['1.6', ' 1,6 ', '-2', '0'].map(typedNumber)).toEqual([1.6, 1.6, -2, 0]);
  });

  it('may be missing, and are told from text', () => {
    expect(typedNumber('  ')).toBeUndefined();
    expect(['a', '1.6 eV', 'Infinity', '1,6,2'].map(typedNumber)).toEqual(['bad', 'bad', 'bad', 'bad']);
  });
});
