import { describe, expect, it } from 'vitest';
import type { InlayHint } from 'vscode-languageserver';
import { opened } from '../testing/marked.ts';
import { LastHints } from './lastHints.ts';

function hint(line: number, label: string): InlayHint {
  return { position: { line, character: 12 }, label };
}

const everything = { start: { line: 0, character: 0 }, end: { line: 100, character: 0 } };

/** Shows hints for a text, edits it, and merges what is known of the new text. */
function afterEdit(
  before: string,
  shown: readonly InlayHint[],
  after: string,
  fresh: readonly InlayHint[],
  working: boolean,
): readonly InlayHint[] {
  const last = new LastHints(before);
  last.merge(opened(before).resolved(), everything, shown, false);
  last.edited(after);
  return last.merge(opened(after).resolved(), everything, fresh, working);
}

describe('last hints', () => {
  const base = 'base ZnBi2O4';

  it('stay on untouched lines while a broken statement hides them from the parser', () => {
    const kept = afterEdit(
      `${base}\npool p = Fe`,
      [hint(0, '2.27 eV'), hint(1, '1 element')],
      `${base}\npool p = Fe = =`,
      [],
      false,
    );
    expect(kept).toEqual([hint(0, '2.27 eV')]);
  });

  it('move with their lines', () => {
    const kept = afterEdit(base, [hint(0, '2.27 eV')], `hello\n${base}`, [], false);
    expect(kept).toEqual([hint(1, '2.27 eV')]);
  });

  it('go where the text is whole and has no such hint', () => {
    expect(afterEdit(`${base}\n`, [hint(0, '2.27 eV')], `${base}\n\n`, [], false)).toEqual([]);
  });

  it('keep the range of gaps until the new one is known', () => {
    const before = [hint(0, '16 new · 1.20 … 3.40 eV')];
    const pending = afterEdit(`${base}\n`, before, `${base}\n\n`, [hint(0, '15 new')], true);
    expect(pending).toEqual(before);
    const known = afterEdit(`${base}\n`, before, `${base}\n\n`, [hint(0, '15 new')], false);
    expect(known).toEqual([hint(0, '15 new')]);
  });

  it('lose what belonged to a line that was edited', () => {
    expect(afterEdit(base, [hint(0, '2.27 eV')], 'base ZnBi2O(', [], true)).toEqual([]);
  });
});
