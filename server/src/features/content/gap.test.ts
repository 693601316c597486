import { describe, expect, it } from 'vitest';
import { prediction } from '../testing/knownGaps.ts';
import { gapLines } from './gap.ts';

describe('a gap in words', () => {
  const told = (metal: number | undefined, metalGga: number | undefined, conditional?: number) =>
    gapLines({ ...prediction(2), metal, metalGga, conditional }).join('\n');

  it('says how likely there is none, where that is worth a thought', () => {
    expect(told(0.12, 0.4)).toContain(
      'Chance of 12 % that HSE06 finds no gap, 40 % that GGA or GGA+U finds none',
    );
    expect(told(0.12, undefined)).toContain('Chance of 12 % that HSE06 finds no gap\n');
  });

  it('says what it is if there is one', () => {
    expect(told(0.5, undefined, 2.494)).toContain('finds no gap; if there is one, 2.49 eV\n');
    expect(told(0.01, undefined, 2.494)).not.toContain('if there is one');
  });

  it('says so where a cheap calculation would rather find none', () => {
    expect(told(0.01, 0.6)).toContain('60 % that GGA or GGA+U finds none');
  });

  it('says nothing of it where a gap is as good as sure, or the model does not tell', () => {
    expect(told(0.01, 0.2)).not.toContain('Chance');
    expect(told(undefined, undefined)).not.toContain('Chance');
  });
});
