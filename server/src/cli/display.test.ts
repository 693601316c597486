import { describe, expect, it } from 'vitest';
import { counted } from '../counts.ts';
import { painter } from './colours.ts';
import { nearestWord } from './nearestWord.ts';
import { byteCount, duration } from './numbers.ts';
import { progressLine } from './progressBar.ts';
import { displayWidth, fitted, textTable } from './textTable.ts';
import { wrapText } from './wrapText.ts';

const half = {
  kind: 'progress',
  stage: 'predict',
  done: 71_358,
  total: 142_717,
  rowsPerSecond: 3120.4,
  secondsLeft: 22.9,
} as const;

describe('the progress bar', () => {
  it('says how far a run is, how fast, and how long it will take', () => {
    expect(progressLine(half, 200)).toBe(
      'predicting  █████████████▉··············   49 %  71,358 of 142,717  3,120 rows/s  23 s left',
    );
    const start = { ...half, done: 0, rowsPerSecond: undefined, secondsLeft: undefined };
    expect(progressLine(start, 200)).toContain('  0 %  0 of 142,717');
    expect(progressLine({ ...half, done: half.total, secondsLeft: 0 }, 200)).toContain('100 %');
    expect(progressLine({ ...half, done: 0, total: 0 }, 200)).toContain('100 %');
  });

  it('never wraps, and keeps the time left on an ordinary terminal', () => {
    expect(progressLine(half, 80)).toContain('23 s left');
    for (let width = 30; width < 120; width += 1) {
      expect(displayWidth(progressLine(half, width))).toBeLessThan(width);
    }
  });
});

describe('tables', () => {
  const columns = [
    { heading: 'formula' },
    { heading: 'gap', align: 'right' },
    { heading: 'note', optional: true },
  ] as const;
  const rows = [
    ['ZnO', '3.4', 'wurtzite'],
    ['ZnAl2O4', '12.1', '→'],
  ];

  it('align their columns, colours not counted', () => {
    expect(textTable(columns, rows)).toEqual([
      '  formula   gap  note',
      '  ───────  ────  ────────',
      '  ZnO       3.4  wurtzite',
      '  ZnAl2O4  12.1  →',
    ]);
    const painted = textTable(columns, [['\u001b[31mZnO\u001b[39m', '3.4', '']]);
    expect(displayWidth(painted[2] ?? '')).toBe('  ZnO      3.4'.length);
  });

  it('lose optional columns where there is no room', () => {
    expect(fitted(columns, rows, 30)).toEqual({ columns, rows });
    expect(fitted(columns, rows, 20).columns.map(({ heading }) => heading)).toEqual(['formula', 'gap']);
    expect(fitted(columns, rows, 5).columns.length).toBe(2);
  });
});

describe('long sentences', () => {
  it('are broken between words, and words never', () => {
    expect(wrapText('one two three', '  ', 9)).toEqual(['  one two', '  three']);
    expect(wrapText('a /very/long/path b', '', 6)).toEqual(['a', '/very/long/path', 'b']);
    expect(wrapText('x '.repeat(90).trim(), '', 1000).length).toBe(2);
    expect(wrapText('', ' ', 10)).toEqual([' ']);
  });
});

describe('numbers', () => {
  it('read as people say them', () => {
    expect([0.04, 9.96, 38.2, 60, 125, 3600, 12_000].map(duration)).toEqual([
      '0.0 s',
      '10.0 s',
      '38 s',
      '1 min',
      '2 min 5 s',
      '1 h',
      '3 h 20 min',
    ]);
    expect([3, 20_000, 6_400_000, 450e6, 1.6e9].map(byteCount)).toEqual([
      '1 kB',
      '20 kB',
      '6.4 MB',
      '450 MB',
      '1.6 GB',
    ]);
    expect([counted(1, 'row'), counted(1204, 'row')]).toEqual(['1 row', '1,204 rows']);
  });
});

describe('suggestions', () => {
  it('are words that are near enough', () => {
    const words = ['check', 'format', 'plan', 'predict', 'run', 'models', 'doctor'];
    const typed = ['chekc', 'fmt', 'pla', 'perdict', 'rum', 'model', 'explain', 'x'];
    expect(typed.map((word) => nearestWord(word, words))).toEqual([
      'check',
      undefined,
      'plan',
      'predict',
      'run',
      'models',
      undefined,
      undefined,
    ]);
  });
});

describe('colours', () => {
  it('appear on a terminal only, unless somebody asks otherwise', () => {
    const shown = (isTTY: boolean, environment: NodeJS.ProcessEnv) =>
      painter({ isTTY }, environment)('error', 'x') !== 'x';
    expect(shown(true, {})).toBe(true);
    expect(shown(false, {})).toBe(false);
    expect(shown(true, { NO_COLOR: '1' })).toBe(false);
    expect(shown(true, { NO_COLOR: '' })).toBe(true);
    expect(shown(true, { TERM: 'dumb' })).toBe(false);
    expect(shown(false, { FORCE_COLOR: '1' })).toBe(true);
  });
});
