import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  contentHeight,
  maximumHeight,
  scrollTopOf,
  scrollTopToShow,
  type TableSize,
  windowAt,
} from './virtualWindow.ts';

const size: fc.Arbitrary<TableSize> = fc.record({
  rows: fc.integer({ min: 1, max: 20_000_000 }),
  rowHeight: fc.constant(26),
  viewport: fc.integer({ min: 26, max: 2000 }),
});

const sizeAndRow = size.chain((table) =>
  fc.tuple(fc.constant(table), fc.integer({ min: 0, max: table.rows - 1 })),
);

describe('the window of a long table', () => {
  it('fills the viewport with neighbouring rows, and holds no more than a screen of them', () => {
    fc.assert(
      fc.property(size, fc.double({ min: 0, max: 1, noNaN: true }), (table, share) => {
        const scrollTop = share * Math.max(0, contentHeight(table) - table.viewport);
        const { first, end, top } = windowAt(scrollTop, table);
        expect(end - first).toBeLessThanOrEqual(Math.ceil(table.viewport / table.rowHeight) + 1);
        expect(top).toBeLessThanOrEqual(scrollTop + 1e-3);
        const bottom = top + (end - first) * table.rowHeight;
        if (end < table.rows) expect(bottom).toBeGreaterThanOrEqual(scrollTop + table.viewport - 1e-3);
      }),
    );
  });

  it('reaches the last row, however many there are, and never grows beyond what browsers lay out', () => {
    fc.assert(
      fc.property(size, (table) => {
        expect(contentHeight(table)).toBeLessThanOrEqual(maximumHeight);
        expect(windowAt(contentHeight(table), table).end).toBe(table.rows);
      }),
    );
  });

  it('comes to a row that is asked for, within the last screen', () => {
    fc.assert(
      fc.property(sizeAndRow, ([table, row]) => {
        const { first, end } = windowAt(scrollTopOf(row, table), table);
        expect(row).toBeGreaterThanOrEqual(first);
        expect(row).toBeLessThan(Math.max(end, first + 1));
      }),
    );
  });

  it('moves no further than needed to show a row, and shows all of it', () => {
    fc.assert(
      fc.property(sizeAndRow, fc.double({ min: 0, max: 1, noNaN: true }), ([table, row], share) => {
        const before = share * Math.max(0, contentHeight(table) - table.viewport);
        const after = scrollTopToShow(row, before, table);
        const { first, end } = windowAt(after, table);
        expect(row >= first && row < end).toBe(true);
        expect(scrollTopToShow(row, after, table)).toBeCloseTo(after, 0);
      }),
    );
  });

  it('is empty for an empty table', () => {
    const none = { rows: 0, rowHeight: 26, viewport: 500 };
    expect(windowAt(0, none)).toEqual({ first: 0, end: 0, top: 0 });
    expect(contentHeight(none)).toBe(0);
  });
});
