import { describe, expect, it } from 'vitest';
import { diagnostics, helpAddress } from './diagnostics.ts';
import { expectDiagnostics } from './testing/expect.ts';
import { opened } from './testing/marked.ts';

describe('diagnostics', () => {
  it('marks an unknown pool where it stands', () => {
    expectDiagnostics('base ZnBi2O4\nsubstitute A with <|lte|>\n', 'SP2003');
  });

  it('marks text that is no statement and goes on behind it', () => {
    expectDiagnostics('<|hello|>\nbase ZnBi2O4\nsubstitute A with <|nothing|>\n', 'SP1001', 'SP2003');
  });

  it('has nothing to say of an empty file', () => {
    expectDiagnostics('');
  });

  it('links the help page of a code, below whichever base the client names', () => {
    const document = opened('base ZnBi2O4\nsubstitute A with lte').resolved();
    const [found] = diagnostics(document, 'vscode://publisher.name/codes/');
    expect(found?.codeDescription?.href).toBe('vscode://publisher.name/codes/SP2003.md');
    expect(helpAddress('SP2003', 'https://example.org/codes')).toBe('https://example.org/codes/SP2003.md');
  });

  it('leads from a second declaration to the first', () => {
    const document = opened('pool a = Fe\npool a = Co\nbase ZnBi2O4\nsubstitute A with a').resolved();
    const found = diagnostics(document, '').find(({ code }) => code === 'SP2004');
    expect(found?.relatedInformation?.[0]?.location.range.start).toEqual({ line: 0, character: 5 });
  });

  it('shows a thousand findings at most and says how many there are beyond', () => {
    const document = opened('substitute A with nothing\n'.repeat(1500)).resolved();
    const found = diagnostics(document, '');
    expect(found.length).toBeLessThanOrEqual(1000);
    expect(found.at(-1)?.message).toMatch(/more findings/);
  });
});
