import type { ResultRow, RunManifest } from '@spinel-studio/server/pipeline/types.ts';
import { describe, expect, it } from 'vitest';
import { fromPage, initialView, pageState, type Row, toPage } from './messages.ts';

const row: ResultRow = {
  index: 3,
  formula: 'Zn0.9Fe0.1Bi2O4',
  spaceGroup: 227,
  base: 'ZnBi2O4',
  sites: { A: 'Zn0.9Fe0.1', B: 'Bi2' },
  change: 'A: Zn → Fe',
  x: 0.1,
  gap: 2.1,
  sigma: 0.3,
  low: 1.6,
  high: 2.6,
  domain: 'in',
  neutral: true,
  kept: true,
  rank: undefined,
};

describe('messages to the page', () => {
  it('carry the rows of the protocol, also after a journey as JSON', () => {
    const sent: Row = row;
    const message = { type: 'rows', request: 1, offset: 0, total: 1, rows: [sent] };
    expect(toPage.safeParse(message).success).toBe(true);
    expect(toPage.safeParse(JSON.parse(JSON.stringify(message))).success).toBe(true);
  });

  it('are refused with a number that is none, a foreign domain or a foreign type', () => {
    const rows = (part: object) => ({
      type: 'rows',
      request: 1,
      offset: 0,
      total: 1,
      rows: [{ ...row, ...part }],
    });
    expect(toPage.safeParse(rows({ gap: Number.NaN })).success).toBe(false);
    expect(toPage.safeParse(rows({ gap: '2.1' })).success).toBe(false);
    expect(toPage.safeParse(rows({ domain: 'inside' })).success).toBe(false);
    expect(toPage.safeParse({ type: 'eval', code: '1' }).success).toBe(false);
  });

  it('know every state of a run', () => {
    const states: readonly RunManifest['state'][] = ['running', 'complete'];
    for (const state of states) {
      const summary = {
        title: 't',
        folder: '/f',
        study: '/s',
        state,
        model: 'gap 1',
        device: 'cpu',
        counts: { distinct: 1, predicted: 1, failed: 0, kept: 1 },
        screens: [],
        rows: 1,
        curves: [],
      };
      expect(toPage.safeParse({ type: 'summary', summary }).success).toBe(true);
    }
  });
});

describe('messages from the page', () => {
  it('ask for one window of rows, never for all of them', () => {
    const ask = (limit: number) => ({ type: 'rows', request: 1, view: initialView, offset: 0, limit });
    expect(fromPage.safeParse(ask(100)).success).toBe(true);
    expect(fromPage.safeParse(ask(1_000_000)).success).toBe(false);
    expect(fromPage.safeParse({ ...ask(100), offset: -1 }).success).toBe(false);
  });

  it('save in the three formats only', () => {
    const save = (format: string) => ({ type: 'save', request: 1, format, name: 'a', content: '' });
    expect(['svg', 'png', 'csv'].every((format) => fromPage.safeParse(save(format)).success)).toBe(true);
    expect(fromPage.safeParse(save('sh')).success).toBe(false);
  });
});

describe('the state of a page', () => {
  it('is taken back as it was kept, and refused where an older version wrote another form', () => {
    const state = { schema: 1, folder: '/run', view: initialView, firstRow: 12, asTable: false };
    expect(pageState.parse(JSON.parse(JSON.stringify(state)))).toEqual(state);
    expect(pageState.safeParse({ ...state, schema: 2 }).success).toBe(false);
    expect(pageState.safeParse(undefined).success).toBe(false);
  });
});
