import { describe, expect, it } from 'vitest';
import type { Row } from '../messages.ts';
import { type Block, RowBlocks } from './rowBlocks.ts';

const total = 1_000_000;

function row(index: number): Row {
  return {
    index,
    formula: `Zn${index}`,
    spaceGroup: 227,
    base: 'ZnBi2O4',
    sites: {},
    change: 'base',
    neutral: true,
    kept: true,
  };
}

/** A server whose answers wait until the test lets them go. */
function server() {
  const open: { offset: number; answer(): void; fail(): void }[] = [];
  const asked: number[] = [];
  const fetch = (offset: number, limit: number): Promise<Block> => {
    asked.push(offset);
    return new Promise((resolve, reject) => {
      const rows = Array.from({ length: limit }, (_, index) => row(offset + index));
      open.push({ offset, answer: () => resolve({ total, rows }), fail: () => reject(new Error('gone')) });
    });
  };
  const settle = async (how: 'answer' | 'fail' = 'answer') => {
    for (const request of open.splice(0)) request[how]();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { open, asked, fetch, settle };
}

function blocksOf(source: ReturnType<typeof server>) {
  const failures: unknown[] = [];
  const blocks = new RowBlocks({
    fetch: source.fetch,
    onArrival: () => undefined,
    onFailure: (reason) => failures.push(reason),
  });
  return { blocks, failures };
}

describe('rows near the window', () => {
  it('are fetched in blocks, once each', async () => {
    const source = server();
    const { blocks } = blocksOf(source);
    blocks.want(95, 120);
    blocks.want(96, 121);
    await source.settle();
    expect(source.asked).toEqual([0, 100]);
    expect(blocks.row(99)?.formula).toBe('Zn99');
    expect(blocks.row(101)?.formula).toBe('Zn101');
    expect(blocks.row(500)).toBeUndefined();
  });

  it('passed by while scrolling fast are never asked for', async () => {
    const source = server();
    const { blocks } = blocksOf(source);
    for (let first = 0; first < 100_000; first += 1000) blocks.want(first, first + 30);
    expect(source.asked.length).toBeLessThanOrEqual(2);
    await source.settle();
    await source.settle();
    expect(source.asked).toContain(99_000);
    expect(source.asked.length).toBeLessThanOrEqual(4);
  });

  it('are few, however far the user has scrolled', async () => {
    const source = server();
    const { blocks } = blocksOf(source);
    for (let first = 0; first < 10_000; first += 100) {
      blocks.want(first, first + 30);
      await source.settle();
    }
    const held = Array.from({ length: 10_000 }, (_, index) => blocks.row(index)).filter(Boolean).length;
    expect(held).toBeLessThanOrEqual(1300);
  });

  it('of an earlier order do not come in after a reset', async () => {
    const source = server();
    const { blocks } = blocksOf(source);
    blocks.want(0, 30);
    const [stale] = source.open;
    blocks.reset();
    stale?.answer();
    await new Promise((resolve) => setTimeout(resolve));
    expect(blocks.row(0)).toBeUndefined();
  });

  it('that cannot be had are reported once and not asked for in a loop', async () => {
    const source = server();
    const { blocks, failures } = blocksOf(source);
    blocks.want(0, 30);
    await source.settle('fail');
    expect(failures).toHaveLength(1);
    expect(source.asked).toEqual([0]);
  });
});
