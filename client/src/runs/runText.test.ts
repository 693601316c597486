import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duration, finishedText, percentDone, progressText } from './runText.ts';

const progress = {
  kind: 'progress',
  stage: 'predict',
  done: 12_000,
  total: 142_717,
  rowsPerSecond: 1234.5,
  secondsLeft: 106,
} as const;

describe('the progress of a run', () => {
  it('tells rows, speed and time left', () => {
    expect(progressText(progress)).toBe('Predicting gaps: 12,000 of 142,717, 1,235 rows/s, 1 min 46 s left');
  });

  it('leaves out what is not known yet', () => {
    const text = progressText({ ...progress, rowsPerSecond: undefined, secondsLeft: undefined });
    expect(text).toBe('Predicting gaps: 12,000 of 142,717');
  });

  it('is never below nothing nor above everything, and a stage without rows is no progress', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (done, more) => {
        const percent = percentDone({ ...progress, done, total: done + more });
        expect(percent).toBeGreaterThanOrEqual(0);
        expect(percent).toBeLessThanOrEqual(100);
      }),
    );
    expect(percentDone({ ...progress, stage: 'export' })).toBe(0);
  });

  it('writes times as people say them', () => {
    expect([0.4, 59, 60, 3599, 7500].map(duration)).toEqual([
      '0 s',
      '59 s',
      '1 min 0 s',
      '59 min 59 s',
      '2 h 5 min',
    ]);
  });
});

describe('the end of a run', () => {
  it('mentions candidates without prediction only where there are some', () => {
    const end = {
      kind: 'finished',
      folder: '/run',
      candidates: 1200,
      kept: 40,
      failed: 0,
      seconds: 65,
    } as const;
    expect(finishedText(end)).toBe('1,200 candidates in 1 min 5 s, 40 kept.');
    expect(finishedText({ ...end, failed: 3 })).toBe(
      '1,200 candidates in 1 min 5 s, 40 kept, 3 without prediction.',
    );
  });
});
