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

  it('goes on after an answer for which there is no room at all, and after it was cleared', () => {
    const cache = new AnswerCache(1000);
    const keepsTheLast = () => {
      for (const key of ['a', 'b', 'c', 'd', 'e', 'f']) cache.set(key, answer);
      expect(cache.get('f')).toBe(answer);
      expect(cache.get('a')).toBeUndefined();
    };
    cache.set('long '.repeat(200), answer);
    expect(cache.size).toBe(0);
    keepsTheLast();
    cache.clear();
    keepsTheLast();
  });

  it('counts a key that is set again once', () => {
    const cache = new AnswerCache(4000);
    for (let index = 0; index < 1000; index += 1) cache.set('same', answer);
    cache.set('other', answer);
    expect(cache.size).toBe(2);
  });
});
