import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asQuestion, didYouMean } from './didYouMean.ts';

describe('did you mean', () => {
  it.each([
    ['lete', ['late', 'later'], ['late']],
    ['dopnat', ['dopant', 'late'], ['dopant']],
    ['Gap', ['gap', 'hull'], ['gap']],
    ['transition_metal', ['transition_metals'], ['transition_metals']],
    ['hul', ['hull', 'gap'], ['hull']],
    ['zzzzzz', ['late', 'hull'], []],
    ['', ['a'], []],
  ])('for %s among %j suggests %j', (word, candidates, expected) => {
    expect(didYouMean(word, candidates)).toEqual(expected);
  });

  it('puts the nearest first and stops at three', () => {
    expect(didYouMean('pool1', ['pool12', 'pool1x', 'pool2', 'pol', 'pool'])).toHaveLength(3);
    expect(didYouMean('latte', ['later', 'late'])[0]).toBe('late');
  });

  it('finds a word again after any single slip', () => {
    const word = fc.stringMatching(/^[a-z]{4,12}$/);
    fc.assert(
      fc.property(word, fc.nat(), fc.constantFrom('x', 'q'), (intended, place, letter) => {
        const at = place % intended.length;
        const slips = [
          intended.slice(0, at) + intended.slice(at + 1),
          intended.slice(0, at) + letter + intended.slice(at),
          intended.slice(0, at) + letter + intended.slice(at + 1),
        ];
        for (const typed of slips) {
          if (typed !== intended)
            expect(didYouMean(typed, [intended, 'completely_different'])).toEqual([intended]);
        }
      }),
    );
  });

  it('asks in one sentence', () => {
    expect(asQuestion([])).toBe('');
    expect(asQuestion(['a', 'b'])).toBe(' Did you mean `a` or `b`?');
  });
});
