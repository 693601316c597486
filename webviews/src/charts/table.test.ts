import { describe, expect, it } from 'vitest';
import { curveTable } from './table.ts';

describe('the table behind a chart', () => {
  it('has a row for every point that is drawn, in order of x, with units in the headings', () => {
    const point = { low: 1.5, high: 2.5, domain: 'out' as const };
    const table = curveTable({
      base: 'ZnBi2O4',
      site: 'A',
      from: 'Zn',
      model: 'gap 1.0.0',
      curves: [
        {
          element: 'Fe',
          points: [
            { ...point, x: 0.5, gap: 1.9 },
            { ...point, x: 0.25, gap: 2 },
            { ...point, x: 1, gap: Number.NaN },
          ],
        },
      ],
    });
    expect(table.columns).toEqual(['element', 'x', 'gap_ev', 'gap_lo_ev', 'gap_hi_ev', 'domain']);
    expect(table.rows.map((row) => row.slice(0, 3))).toEqual([
      ['Fe', '0.25', '2.0000'],
      ['Fe', '0.5', '1.9000'],
    ]);
    expect(table.rows[0]?.at(-1)).toBe('outside training data');
  });
});
