import { describe, expect, it } from 'vitest';
import { AnswerCache } from './cache.ts';
import type { Answer } from './types.ts';

const answer: Answer = { ok: false, code: 'SP4008', message: '' };

describe('AnswerCache', () => {
  it('keeps within its room and drops what was not asked for longest', () => {
    const cache = new AnswerCache(4000);
    for (let index = 0; index < 1000; index += 1) {
      cache.set(`key${index}`, answer);
      cache.get('key0');
    }
    expect(cache.size).toBeGreaterThan(5);
    expect(cache.size).toBeLessThan(20);
    expect(cache.get('key0')).toBe(answer);
    expect(cache.get('key1')).toBeUndefined();
    expect(cache.get('key999')).toBe(answer);
  });

  it('counts a key that is set again once', () => {
    const cache = new AnswerCache(4000);
    for (let index = 0; index < 1000; index += 1) cache.set('same', answer);
    cache.set('other', answer);
    expect(cache.size).toBe(2);
  });
});
