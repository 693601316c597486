import { describe, expect, it } from 'vitest';
import { codeAction } from './codeAction.ts';
import { diagnostics } from './diagnostics.ts';
import { edited } from './testing/expect.ts';
import { marked, opened } from './testing/marked.ts';

function actionsAt(source: string, only?: readonly string[]) {
  const { text, cursors } = marked(source);
  const document = opened(text).resolved();
  const place = document.text.positionAt(cursors[0] ?? 0);
  const wish = { diagnostics: diagnostics(document, ''), ...(only ? { only } : {}) };
  return codeAction(document, { start: place, end: place }, wish).map((action) => ({
    title: action.title,
    kind: action.kind,
    codes: action.diagnostics?.map(({ code }) => code),
    result: edited(text, action.edit ?? {}),
  }));
}

describe('code actions', () => {
  it('mends a misspelt pool and says which finding that is', () => {
    const [fix] = actionsAt('base ZnBi2O4\npool late = Fe Co\nsubstitute A with la<|>te2', ['quickfix']);
    expect(fix).toMatchObject({ kind: 'quickfix', codes: ['SP2003'] });
    expect(fix?.result).toBe('base ZnBi2O4\npool late = Fe Co\nsubstitute A with late');
  });

  it('offers nothing away from the finding', () => {
    expect(actionsAt('base ZnBi<|>2O4\npool late = Fe Co\nsubstitute A with late2', ['quickfix'])).toEqual(
      [],
    );
  });

  it('mends all findings with one sure fix at once', () => {
    const source = '<|>base ZnBi2O4\npool late = Fe Co\nsubstitute A with late2\nsubstitute B with late3';
    const [all] = actionsAt(source, ['source.fixAll']);
    expect(all?.title).toBe('Fix 2 findings in this file');
    expect(all?.result).toBe(
      'base ZnBi2O4\npool late = Fe Co\nsubstitute A with late\nsubstitute B with late',
    );
  });

  it('does not delete a screen that no model answers when all is mended', () => {
    const actions = actionsAt('<|>base ZnBi2O4\nsubstitute A with Fe\nscreen hull <= 0.2 eV/atom', [
      'source.fixAll',
    ]);
    expect(actions).toEqual([]);
  });
});
