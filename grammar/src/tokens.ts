/** The kinds of token, made from the vocabulary. What a word means where it stands is decided in `segments.ts`. */
import { createToken, Lexer, type TokenType } from 'chevrotain';
import { blankEnd, commentEnd, formulaEnd, nameEnd, numberEnd, stringEnd, unitEnd } from './characters.ts';
import { type KeywordWord, keywords } from './vocabulary.ts';

const SMALL_LETTERS = range('a', 'z');
const CAPITALS = range('A', 'Z');
const DIGITS = range('0', '9');

function range(first: string, last: string): string[] {
  const from = first.charCodeAt(0);
  return Array.from({ length: last.charCodeAt(0) - from + 1 }, (_, offset) =>
    String.fromCharCode(from + offset),
  );
}

/** A pattern that a scanner of `characters.ts` recognises, which stays linear where a regular expression might not. */
function scanned(
  end: (text: string, start: number) => number,
): (text: string, start: number) => [string] | null {
  return (text, start) => {
    const stop = end(text, start);
    return stop > start ? [text.slice(start, stop)] : null;
  };
}

/** Elements and names stand side by side in pools. */
export const Member: TokenType = createToken({ name: 'Member', pattern: Lexer.NA });

export const Blank = createToken({
  name: 'Blank',
  pattern: scanned(blankEnd),
  line_breaks: true,
  group: Lexer.SKIPPED,
  start_chars_hint: [
    ...range('\t', '\r'),
    ' ',
    '\u00a0',
    ...range('\u2000', '\u200b'),
    '\u2028',
    '\u2029',
    '\u3000',
    '\ufeff',
  ],
});

export const CommentToken = createToken({
  name: 'Comment',
  pattern: scanned(commentEnd),
  line_breaks: true,
  group: 'comments',
  start_chars_hint: ['/'],
});

export const Text = createToken({
  name: 'Text',
  pattern: scanned(stringEnd),
  line_breaks: false,
  start_chars_hint: ['"'],
});

export const Numeral = createToken({
  name: 'Numeral',
  pattern: scanned(numberEnd),
  line_breaks: false,
  start_chars_hint: [...DIGITS, '.'],
});

export const Unit = createToken({
  name: 'Unit',
  pattern: scanned(unitEnd),
  line_breaks: false,
  start_chars_hint: [...SMALL_LETTERS, '%'],
});

export const Name = createToken({
  name: 'Name',
  pattern: scanned(nameEnd),
  line_breaks: false,
  start_chars_hint: SMALL_LETTERS,
  categories: [Member],
});

/** A formula, an element or a site: all start with a capital, and only the statement tells them apart. */
export const Formula = createToken({
  name: 'Formula',
  pattern: scanned(formulaEnd),
  line_breaks: false,
  start_chars_hint: [...CAPITALS, '(', '['],
  categories: [Member],
});

/** Characters that begin nothing in the language. The lexer reports them; they become tokens so that the parser sees them. */
export const Strange = createToken({ name: 'Strange', pattern: Lexer.NA });

/** `<`, `<=`, `>`, `>=`, `=` where a condition compares. */
export const Comparison: TokenType = createToken({ name: 'Comparison', pattern: Lexer.NA });
/** `+`, `-`, `&` between the terms of a pool. */
export const SetOperator: TokenType = createToken({ name: 'SetOperator', pattern: Lexer.NA });

export const DotDot = createToken({ name: 'DotDot', pattern: '..' });
export const LessEqual = createToken({
  name: 'LessEqual',
  pattern: /<=|≤/,
  start_chars_hint: ['<', '≤'],
  categories: [Comparison],
});
export const GreaterEqual = createToken({
  name: 'GreaterEqual',
  pattern: />=|≥/,
  start_chars_hint: ['>', '≥'],
  categories: [Comparison],
});
export const Less = createToken({ name: 'Less', pattern: '<', categories: [Comparison] });
export const Greater = createToken({ name: 'Greater', pattern: '>', categories: [Comparison] });
export const Equals = createToken({ name: 'Equals', pattern: '=', categories: [Comparison] });
export const Colon = createToken({ name: 'Colon', pattern: ':' });
export const Comma = createToken({ name: 'Comma', pattern: ',' });
export const LeftBrace = createToken({ name: 'LeftBrace', pattern: '{' });
export const RightBrace = createToken({ name: 'RightBrace', pattern: '}' });
export const Bar = createToken({ name: 'Bar', pattern: '|' });
export const Plus = createToken({ name: 'Plus', pattern: '+', categories: [SetOperator] });
export const Minus = createToken({ name: 'Minus', pattern: '-', categories: [SetOperator] });
export const Ampersand = createToken({ name: 'Ampersand', pattern: '&', categories: [SetOperator] });

function keywordTokens(): Record<KeywordWord, TokenType> {
  const entries = keywords.map(({ word }) => [
    word,
    createToken({ name: `keyword ${word}`, pattern: Lexer.NA }),
  ]);
  return Object.fromEntries(entries) as Record<KeywordWord, TokenType>;
}

/** The token type of each keyword. The lexer reads every word as a name; `segments.ts` decides which are keywords. */
export const keywordToken: Readonly<Record<KeywordWord, TokenType>> = keywordTokens();

/** What the lexer itself recognises, in the order in which it tries. */
export const lexedTokens: readonly TokenType[] = [
  Blank,
  CommentToken,
  Text,
  Numeral,
  Unit,
  Name,
  Formula,
  DotDot,
  LessEqual,
  GreaterEqual,
  Less,
  Greater,
  Equals,
  Colon,
  Comma,
  LeftBrace,
  RightBrace,
  Bar,
  Plus,
  Minus,
  Ampersand,
];

/** Everything that the parser may meet. */
export const allTokens: readonly TokenType[] = [
  Member,
  Comparison,
  SetOperator,
  ...lexedTokens,
  Strange,
  ...Object.values(keywordToken),
];
