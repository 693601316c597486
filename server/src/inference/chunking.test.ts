import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChunkSizer, TARGET_MILLISECONDS } from './chunking.ts';

/** Runs full chunks on a machine where a run costs `fixed` milliseconds and `each` for every row, and returns their times. */
function simulate(fixed: number, each: number, largest: number, runs: number): number[] {
  const sizer = new ChunkSizer(largest);
  return Array.from({ length: runs }, () => {
    const rows = sizer.rowsFor(4);
    const milliseconds = fixed + each * rows;
    sizer.record(4, rows, milliseconds);
    return milliseconds;
  });
}

describe('ChunkSizer', () => {
  it('comes close to the time that a run may take, and stays below it', () => {
    const costs = fc.double({ min: 0.001, max: 7, noNaN: true });
    fc.assert(
      fc.property(costs, (each) => {
        const settled = simulate(0, each, 1 << 20, 40).slice(20);
        for (const milliseconds of settled) {
          expect(milliseconds).toBeLessThanOrEqual(TARGET_MILLISECONDS);
          expect(milliseconds).toBeGreaterThan(TARGET_MILLISECONDS / 5);
        }
      }),
    );
  });

  it('takes one row at a time where even that is slow, and recovers', () => {
    const sizer = new ChunkSizer(256);
    for (let run = 0; run < 5; run += 1) sizer.record(4, sizer.rowsFor(4), 5000);
    expect(sizer.rowsFor(4)).toBe(1);
    for (let run = 0; run < 10; run += 1) sizer.record(4, sizer.rowsFor(4), 1);
    expect(sizer.rowsFor(4)).toBe(256);
  });

  it('is not shaken by one slow run', () => {
    const sizer = new ChunkSizer(256);
    for (let run = 0; run < 10; run += 1) sizer.record(4, sizer.rowsFor(4), 5);
    sizer.record(4, 256, 4000);
    expect(sizer.rowsFor(4)).toBe(64);
  });

  it('begins a bucket with what its neighbour has learned', () => {
    const sizer = new ChunkSizer(256);
    for (let run = 0; run < 10; run += 1) sizer.record(4, sizer.rowsFor(4), 5);
    expect(sizer.rowsFor(5)).toBe(128);
    expect(sizer.rowsFor(9)).toBe(4);
  });
});
