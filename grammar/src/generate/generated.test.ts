import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from '../parse.ts';
import { describedFamilyStudy, describedStudy, exampleStudies } from '../testing/studies.ts';
import { type ScopedRange, scopesOf } from '../testing/textMateReader.ts';
import { type SyntaxTokenKind, tokens } from '../tokenStream.ts';
import { builtInPoolNames, keywords, statementWords, units } from '../vocabulary.ts';
import { generatedFiles } from './generatedFiles.ts';
import { languageConfiguration } from './languageConfiguration.ts';
import { scopes, textMateGrammar } from './textMate.ts';

const root = new URL('../../../', import.meta.url);
const grammar = textMateGrammar();

const scopesOfKind: Readonly<Record<SyntaxTokenKind, readonly string[]>> = {
  keyword: [scopes.statement, scopes.keyword],
  name: [scopes.name, scopes.builtIn],
  formula: [scopes.formula],
  number: [scopes.number],
  unit: [scopes.unit],
  string: [scopes.string],
  operator: [scopes.operator],
  punctuation: [scopes.punctuation, scopes.operator],
  unknown: [],
};

function scopeAt(ranges: readonly ScopedRange[], start: number, end: number): string | undefined {
  return ranges.find((range) => range.start <= start && end <= range.end)?.scope;
}

/** Checks that editors without the parser colour a text as the parser would. */
function expectSameColours(text: string): void {
  const ranges = scopesOf(grammar, text);
  for (const { kind, span, text: token } of tokens(text)) {
    expect(scopesOfKind[kind], `${token} at ${span.start} of ${text}`).toContain(
      scopeAt(ranges, span.start, span.end),
    );
  }
  for (const { span } of parse(text).tree.comments) {
    expect(scopeAt(ranges, span.start, span.start + 1)).toMatch(/^comment\./);
  }
}

describe('the TextMate grammar', () => {
  it.each([
    ...exampleStudies(),
    { name: 'described', text: describedStudy },
    { name: 'family', text: describedFamilyStudy },
  ])('colours $name as the parser reads it', ({ text }) => expectSameColours(text));

  it.each([
    'pool rank = Fe top\npool column = by',
    'base from "a b.csv" column formula : spinel // from',
    'base pbe = Zn(Bi0.5Fe0.5)2O4 pbe .5eV, b = Zn1/2Fe1/2Bi2O4//x',
    'screen gap in 1.6..2.4eV /* one\n two */ screen hull ≤ 5 %',
    'export "say \\"so\\"" "open\nscreen neutral',
    'substitute A and B of host with late - period4 step 1/8 from 0.1 to 1',
  ])('colours %s as the parser reads it', (text) => expectSameColours(text));

  it.each(keywords)('knows $word', ({ word, example }) => {
    const at = example.search(new RegExp(`\\b${word}\\b`));
    const scope = scopeAt(scopesOf(grammar, example), at, at + word.length);
    expect(scope).toBe(
      (statementWords as readonly string[]).includes(word) ? scopes.statement : scopes.keyword,
    );
  });

  it.each(units)('knows the unit $name', ({ name }) => {
    const text = `screen gap < 1 ${name}`;
    expect(scopeAt(scopesOf(grammar, text), 15, text.length)).toBe(scopes.unit);
  });

  it.each(builtInPoolNames)('knows the pool %s', (name) => {
    const text = `exclude ${name}`;
    expect(scopeAt(scopesOf(grammar, text), 8, text.length)).toBe(scopes.builtIn);
  });
});

describe('the language configuration', () => {
  it('takes formulas, library names and numbers for single words', () => {
    const words = (text: string) => text.match(new RegExp(languageConfiguration().wordPattern, 'g'));
    expect(words('base Zn(Bi0.5Fe0.5)2O4, spinel.A 1/8 // x')).toEqual([
      'base',
      'Zn(Bi0.5Fe0.5)2O4',
      'spinel.A',
      '1/8',
      'x',
    ]);
    expect(words('1.6..2.4')).toEqual(['1.6', '2.4']);
  });
});

describe('generated files', () => {
  it.each(Object.entries(generatedFiles()))('%s is what its sources make of it', (path, text) => {
    expect(readFileSync(new URL(path, root), 'utf8')).toBe(text);
  });
});

describe('snippets', () => {
  interface Snippet {
    readonly prefix: string;
    readonly body: readonly string[];
    readonly description: string;
  }
  const file = readFileSync(new URL('grammar/snippets/spinel.json', root), 'utf8');
  const snippets: readonly Snippet[] = Object.values(JSON.parse(file) as Record<string, Snippet>);

  /** What the editor inserts before anything is typed: the first choice or the placeholder's own text. */
  const inserted = (snippet: Snippet) =>
    snippet.body
      .join('\n')
      .replace(/\$\{\d+\|([^,|]+)[^}]*\|\}/g, '$1')
      .replace(/\$\{\d+:([^}]*)\}/g, '$1');

  it.each(snippets)('$prefix inserts a valid statement', (snippet) => {
    expect(parse(inserted(snippet)).problems).toEqual([]);
    expect(inserted(snippet)).not.toContain('$');
  });

  it('exist for every statement', () => {
    const started = new Set(snippets.flatMap((snippet) => inserted(snippet).split(/\s/)[0]));
    expect([...started].sort()).toEqual([...statementWords].sort());
  });
});
