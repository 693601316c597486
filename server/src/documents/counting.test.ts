import { describe, expect, it } from 'vitest';
import { opened } from '../features/testing/marked.ts';
import { countInSlices } from './counting.ts';

const text = 'base ZnBi2O4, MgAl2O4\nsubstitute A, B with transition_metals step 0.01\n';
const never = new AbortController().signal;

describe('counting in slices', () => {
  it('counts what the candidate space counts at once', async () => {
    const document = opened(text);
    const counts = await countInSlices(document.space(), document.resolved().study, never);
    const { distinct, byStatement } = document.space().count();
    expect(counts).toEqual({ distinct, byStatement, raw: document.space().rawCount, exact: true });
  });

  it('estimates within a tenth where it runs out of patience', async () => {
    const document = opened(`${text}substitute A and B with transition_metals step 0.1\n`);
    const exact = document.space().count();
    const counts = await countInSlices(document.space(), document.resolved().study, never, -1);
    expect(counts.exact).toBe(false);
    expect(counts.distinct / exact.distinct).toBeGreaterThan(0.9);
    expect(counts.distinct / exact.distinct).toBeLessThan(1.1);
  });

  it('leaves the event loop to others', async () => {
    const document = opened(`${text}substitute A and B with period4 + period5 step 0.05\n`);
    document.space();
    // Turns are counted rather than timed, since other programs may hold the processor.
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    await countInSlices(document.space(), document.resolved().study, never);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(5);
  });

  it('stops when it is told to', async () => {
    const document = opened(`${text}substitute A and B with period4 + period5 step 0.02\n`);
    const stop = new AbortController();
    const counting = countInSlices(document.space(), document.resolved().study, stop.signal);
    stop.abort();
    await expect(counting).rejects.toThrow(/abort/i);
  });
});
