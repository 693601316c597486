import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formulaPieces } from './formulaText.ts';

describe('formulas in pieces', () => {
  it('lower amounts only', () => {
    const lowered = (formula: string) =>
      formulaPieces(formula)
        .map(({ text, lowered }) => (lowered ? `_${text}` : text))
        .join('');
    expect(lowered('Zn0.9Fe0.1Bi2O4')).toBe('Zn_0.9Fe_0.1Bi_2O_4');
    expect(lowered('Zn(Bi0.5Fe0.5)2O4')).toBe('Zn(Bi_0.5Fe_0.5)_2O_4');
    expect(lowered('2 H2O')).toBe('2 H_2O');
  });

  it('lose nothing', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(
          formulaPieces(text)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });
});
