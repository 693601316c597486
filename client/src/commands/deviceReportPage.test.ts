import { describe, expect, it } from 'vitest';
import { deviceReportPage } from './deviceReportPage.ts';

describe('the report on devices', () => {
  const text = deviceReportPage(
    [
      {
        device: 'cuda',
        works: false,
        detail: 'no provider | here',
        remedy: 'Set <runtimeFolder>, or run `doctor --fetch_cuda`.',
        rowsPerSecond: undefined,
      },
      { device: 'cpu', works: true, detail: 'ok', remedy: undefined, rowsPerSecond: 1450.4 },
    ],
    'linux x64',
  );

  it('says what works and how fast, and what to do for the rest', () => {
    expect(text).toContain('| CPU | ✓\u00a0works | 1,450 | ok |');
    expect(text).toContain('## CUDA');
    expect(text).not.toContain('## CPU');
  });

  it('keeps foreign text from becoming Markdown', () => {
    expect(text).toContain('no provider \\| here');
    expect(text).toContain('Set \\<runtimeFolder\\>, or run `doctor --fetch_cuda`.');
  });
});
