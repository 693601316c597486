import { describe, expect, it } from 'vitest';
import { orderOfTheRun, type Row } from '../messages.ts';
import { columns, columnsOf, nextSort } from './columns.ts';

const bare: Row = {
  index: 0,
  formula: 'ZnBi2O4',
  spaceGroup: 227,
  base: 'ZnBi2O4',
  sites: {},
  change: 'base',
  neutral: false,
  kept: false,
};

function text(id: string, row: Row): string | undefined {
  return columns
    .find((column) => column.id === id)
    ?.cell(row)
    .map((piece) => piece.text)
    .join('');
}

describe('columns', () => {
  it('show a dash where a row has no prediction, never a zero', () => {
    for (const id of ['rank', 'x', 'gap', 'sigma', 'interval', 'metal', 'domain'])
      expect(text(id, bare)).toBe('–');
  });

  it('show energies with two decimals, and the domain with a sign and a word', () => {
    const row: Row = { ...bare, gap: 0, sigma: 0.25, low: 0, high: 0.456, metal: 0.076, domain: 'out' };
    expect(text('gap', row)).toBe('0.00');
    expect(text('interval', row)).toBe('0.00 … 0.46');
    expect(text('metal', row)).toBe('8\u202f%');
    expect(text('domain', row)).toBe('○ outside');
  });

  it('say their unit in the heading or the explanation', () => {
    for (const id of ['gap', 'sigma', 'interval']) {
      expect(columns.find((column) => column.id === id)?.heading).toContain('eV');
    }
  });

  it('show what a run predicted beside the gap, with its interval and domain, and a dash where it is missing', () => {
    const shown = columnsOf(['hull', 'spinel']);
    expect(shown.map(({ id }) => id).slice(3, 8)).toEqual(['sigma', 'interval', 'metal', 'hull', 'spinel']);
    const cell = (id: string, row: Row) =>
      shown
        .find((column) => column.id === id)
        ?.cell(row)
        .map((piece) => piece.text)
        .join('');
    const row: Row = {
      ...bare,
      hull: { value: 0.0512, low: 0, high: 0.1, domain: 'in' },
      spinel: { value: 0.876, low: 0.5, high: 1, domain: 'out' },
    };
    expect(cell('hull', row)).toBe('0.051 (0.000 … 0.100)');
    expect(cell('spinel', row)).toBe('0.88 (0.50 … 1.00) ○ outside');
    expect([cell('hull', bare), cell('spinel', bare)]).toEqual(['–', '–']);
    expect(columnsOf([])).toEqual(columns);
  });

  it('are ordered ascending, descending, and as the run has them, in turn', () => {
    const once = nextSort(orderOfTheRun, 'gap');
    const twice = nextSort(once, 'gap');
    expect([once, twice, nextSort(twice, 'gap')]).toEqual([
      { by: 'gap', descending: false },
      { by: 'gap', descending: true },
      orderOfTheRun,
    ]);
    expect(nextSort(twice, 'formula')).toEqual({ by: 'formula', descending: false });
  });
});
