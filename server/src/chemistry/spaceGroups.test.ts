import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spaceGroupSymbols } from './generated/spaceGroupSymbols.ts';
import { LAST_SPACE_GROUP, readSpaceGroup, spaceGroupSymbol, spaceGroupText } from './spaceGroups.ts';

describe('a space group', () => {
  it.each([
    ['227', 227],
    [' 44.0 ', 44],
    ['Fd-3m', 227],
    ['Fd-3m:2', 227],
    ['Fd3m', 227],
    ['Fd3\u0305m', 227],
    ['F d \u22123 m', 227],
    ['P6_3mc', 186],
    ['P 63 m c', 186],
    ['P6_3/mmc', 194],
    ['I4_1/amd', 141],
    ['P2_1/c', 14],
    ['P2_1/n', 14],
    ['P 1 21/n 1', 14],
    ['Pnma', 62],
    ['Pbnm', 62],
    ['Cmca', 64],
    ['Cmce', 64],
    ['R-3c:H', 167],
    ['R3m', 160],
    ['R-3m', 166],
    ['Pm-3m', 221],
    ['R -3 m H', 166],
    ['R3R', 146],
    ['F d -3 m S', 227],
    ['Fd-3mZ', 227],
    ['Fd-3m (227)', 227],
    ['227, Fd-3m', 227],
    ['#227', 227],
    ["('Fd-3m', 227)", 227],
  ])('is read from %j', (text, number) => {
    expect(readSpaceGroup(text)).toBe(number);
  });

  it.each([
    '',
    '0',
    '231',
    '-1',
    '1.5',
    '1e2',
    'cubic',
    'fd-3m',
    'Pnmaa',
    'P6_3m c x',
    'Fd-3m (225)',
    'Fd-3m (cubic)',
    '()',
    'R',
  ])('is not read from %j', (text) => {
    expect(readSpaceGroup(text)).toBeUndefined();
  });

  it('is told by its short symbol, and read from every symbol however it is spaced', () => {
    expect(spaceGroupSymbols).toHaveLength(LAST_SPACE_GROUP);
    expect([1, 62, 167, 221, 227].map(spaceGroupSymbol)).toEqual(['P1', 'Pnma', 'R-3c', 'Pm-3m', 'Fd-3m']);
    expect([227, 0].map(spaceGroupText)).toEqual(['227, Fd-3m', '0']);
    expect([0, 231, 1.5].map(spaceGroupSymbol)).toEqual([undefined, undefined, undefined]);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: LAST_SPACE_GROUP }),
        fc.nat(),
        fc.array(fc.boolean()),
        (number, which, blanks) => {
          const symbols = spaceGroupSymbols[number - 1] ?? [];
          const symbol = symbols[which % symbols.length] ?? '';
          const spaced = [...symbol].map((letter, place) => letter + (blanks[place] ? ' ' : '')).join('');
          expect(readSpaceGroup(spaced)).toBe(number);
        },
      ),
    );
  });

  const python = process.env.SPINEL_ORACLE_PYTHON;
  it.skipIf(python === undefined)('is read from the symbols of pymatgen', { timeout: 60_000 }, () => {
    const symbols =
      'from pymatgen.symmetry.groups import sg_symbol_from_int_number as symbol; print(*map(symbol, range(1, 231)))';
    const written = execFileSync(python as string, ['-c', symbols], { encoding: 'utf8' })
      .trim()
      .split(' ');
    expect(written.map(readSpaceGroup)).toEqual(written.map((_, place) => place + 1));
  });
});
