import { describe, expect, it } from 'vitest';
import { documentHighlight } from './documentHighlight.ts';
import { documentSymbol } from './documentSymbol.ts';
import { foldingRange } from './foldingRange.ts';
import { formatting, rangeFormatting } from './formatting.ts';
import { semanticTokens, semanticTokensLegend } from './semanticTokens.ts';
import { applied } from './testing/expect.ts';
import { marked, opened } from './testing/marked.ts';

describe('document symbols', () => {
  it('name every statement, with bases below theirs', () => {
    const symbols = documentSymbol(
      opened('study "Title"\nbase ZnBi2O4, host = MgAl2O4\npool late = Fe').parsed(),
    );
    expect(symbols.map(({ name }) => name)).toEqual(['Title', 'ZnBi2O4, MgAl2O4', 'late']);
    expect(symbols[1]?.children?.map(({ name, detail }) => [name, detail])).toEqual([
      ['ZnBi2O4', ''],
      ['host', 'MgAl2O4'],
    ]);
  });

  it('are never without a name and lie inside their ranges', () => {
    const symbols = documentSymbol(opened('study\nbase\npool\nsubstitute\nfamily\nbase from').parsed());
    for (const { name, range, selectionRange } of symbols) {
      expect(name).not.toBe('');
      expect(selectionRange.start.line).toBeGreaterThanOrEqual(range.start.line);
    }
  });
});

describe('folding', () => {
  it('folds statements over several lines and runs of comments', () => {
    const text = '// one\n// two\n// three\npool late =\n  Fe\n  Co\n\n// alone\nbase ZnBi2O4';
    expect(foldingRange(opened(text).parsed())).toEqual([
      { startLine: 3, endLine: 5 },
      { startLine: 0, endLine: 2, kind: 'comment' },
    ]);
  });
});

describe('highlights', () => {
  it('show a declaration as written to', () => {
    const { text, cursors } = marked('pool late = Fe\npool p = la<|>te');
    const document = opened(text).parsed();
    const found = documentHighlight(document, document.text.positionAt(cursors[0] ?? 0));
    expect(found?.map(({ kind }) => kind)).toEqual([3, 2]);
  });
});

describe('formatting', () => {
  const messy = 'base   ZnBi2O4\npool late=Fe   Co\n\n\n\nscreen neutral';
  it('gives the formatted text with edits of the changed lines alone', () => {
    const document = opened(messy).parsed();
    const edits = formatting(document);
    expect(applied(messy, edits)).toBe('base ZnBi2O4\npool late = Fe Co\n\nscreen neutral\n');
    const clean = opened('base ZnBi2O4\n').parsed();
    expect(formatting(clean)).toEqual([]);
  });

  it('leaves lines outside the range alone', () => {
    const text = 'base   ZnBi2O4\nscreen neutral\npool late=Fe   Co\n';
    const document = opened(text).parsed();
    const edits = rangeFormatting(document, {
      start: { line: 2, character: 0 },
      end: { line: 2, character: 5 },
    });
    expect(applied(text, edits)).toBe('base   ZnBi2O4\nscreen neutral\npool late = Fe Co\n');
  });
});

/** The tokens as text with their types, decoded from the protocol's relative numbers. */
function tokensOf(source: string): readonly string[] {
  const document = opened(source).parsed();
  const { data } = semanticTokens(document);
  const found: string[] = [];
  let [line, character] = [0, 0];
  for (let at = 0; at < data.length; at += 5) {
    const [lines = 0, characters = 0, length = 0, type = 0, marks = 0] = data.slice(at, at + 5);
    character = lines === 0 ? character + characters : characters;
    line += lines;
    const start = document.text.offsetAt({ line, character });
    const names = semanticTokensLegend.tokenModifiers.filter((_, bit) => marks & (1 << bit));
    found.push(
      [source.slice(start, start + length), semanticTokensLegend.tokenTypes[type], ...names].join(' '),
    );
  }
  return found;
}

describe('semantic tokens', () => {
  it('tell what every word is', () => {
    expect(tokensOf('pool late = Fe // why\nsubstitute A of ZnBi2O4 with late step 0.1')).toEqual([
      'pool keyword',
      'late variable declaration',
      'Fe enumMember',
      '// why comment',
      'substitute keyword',
      'A property',
      'of keyword',
      'ZnBi2O4 type',
      'with keyword',
      'late variable',
      'step keyword',
      '0.1 number',
    ]);
  });

  it('split a comment over several lines', () => {
    expect(tokensOf('/* a\n  b */\nscreen gap < 2 eV')).toEqual([
      '/* a comment',
      '  b */ comment',
      'screen keyword',
      'gap function defaultLibrary',
      '2 number',
      'eV keyword',
    ]);
  });
});
