import type { ResultsSummary } from '@spinel-studio/server/protocol';
import { initialView, summary as summarySchema } from '@spinel-studio/webviews/messages';
import { describe, expect, it } from 'vitest';
import { summaryOf, viewOf } from './resultsSummary.ts';

const results: ResultsSummary = {
  manifest: {
    schema: 1,
    state: 'complete',
    study: { title: 'A study', file: '/studies/a.spinel', sha256: '0' },
    engine: { version: '0.1.0', node: '24' },
    model: { id: 'gap', version: '1.0.0', sha256: '0' },
    models: [
      { quantity: 'gap', id: 'gap', version: '1.0.0', sha256: '0' },
      { quantity: 'hull', id: 'hull-own', version: '2.0.0', sha256: '1' },
    ],
    device: 'cpu',
    started: '2026-01-01T00:00:00Z',
    finished: undefined,
    counts: { raw: 12, distinct: 10, predicted: 9, failed: 1, kept: 4 },
    screens: [{ text: 'screen neutral', kept: 4, of: 10, skipped: undefined }],
    files: [],
  },
  rows: 10,
  further: ['hull'],
  curves: [{ base: 'ZnBi2O4', site: 'A', from: 'Zn', to: ['Fe'] }],
};

describe('what the page is told of a run', () => {
  it('has the form of the message, with the model named by version', () => {
    const told = summaryOf('/run', results);
    expect(summarySchema.parse(told)).toEqual(told);
    expect(told.model).toBe('gap 1.0.0');
    expect(told.folder).toBe('/run');
    expect([told.further, told.furtherModels]).toEqual([['hull'], ['hull-own 2.0.0']]);
    expect(told.counts).toEqual({ distinct: 10, predicted: 9, failed: 1, kept: 4 });
  });
});

describe('the view that the page asks for', () => {
  it('reaches the server with every field of the protocol', () => {
    expect(viewOf(initialView)).toEqual({
      sort: { by: 'rank', descending: false },
      filter: { text: '', keptOnly: false, gapFrom: undefined, gapTo: undefined },
    });
  });
});
