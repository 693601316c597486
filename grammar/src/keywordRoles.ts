/** Which words inside a statement are its keywords; everywhere else they are names. */
import type { IToken, TokenType } from 'chevrotain';
import type { Segment } from './segment.ts';
import { demandsOperand } from './statementStarts.ts';
import { Equals, Formula, keywordToken, LeftBrace, Minus, Numeral } from './tokens.ts';
import type { KeywordWord } from './vocabulary.ts';

/** The keyword that a word is at the end of the segment so far, or undefined where it is a name there. */
export function innerKeyword(
  segment: Segment,
  token: IToken,
  next: IToken | undefined,
): KeywordWord | undefined {
  const word = token.image;
  switch (segment.kind) {
    case 'family':
      return word === 'spacegroup' || word === 'anions'
        ? within(segment.seen.has(LeftBrace), word)
        : undefined;
    case 'base':
      return baseKeyword(segment, word, next);
    case 'default':
      return word === 'step' ? within(last(segment) === keywordToken.default, word) : undefined;
    case 'substitute':
      return substituteKeyword(segment, word, next);
    case 'screen':
      return word === 'in' ? within(segment.tokens.length <= 2, word) : undefined;
    case 'rank':
      if (word === 'by') return within(last(segment) === keywordToken.rank, word);
      return word === 'top' ? within(isOption(segment, next), word) : undefined;
    case 'explain':
      return word === 'for' ? within(segment.tokens.length <= 2, word) : undefined;
    default:
      return undefined;
  }
}

function baseKeyword(segment: Segment, word: string, next: IToken | undefined): KeywordWord | undefined {
  if (next?.tokenType === Equals) return undefined;
  if (word === 'from') return within(segment.tokens.length === 1, word);
  if (word === 'column') {
    const { from, column } = keywordToken;
    return within(segment.tokens[1]?.tokenType === from && !segment.seen.has(column), word);
  }
  return word === 'pbe' ? within(last(segment) === Formula, word) : undefined;
}

function substituteKeyword(
  segment: Segment,
  word: string,
  next: IToken | undefined,
): KeywordWord | undefined {
  switch (word) {
    case 'of':
      return within(!segment.seen.has(keywordToken.of) && !segment.seen.has(keywordToken.with), word);
    case 'with':
      return within(!segment.seen.has(keywordToken.with), word);
    case 'and':
      return within(!demandsOperand(segment.tokens.at(-1)) || next?.tokenType === Formula, word);
    case 'step':
    case 'from':
    case 'to':
      return within(segment.seen.has(keywordToken.with) && isOption(segment, next), word);
    default:
      return undefined;
  }
}

/** A word before a number is the keyword even where a name is missing before it: `with step 0.1`. */
function isOption(segment: Segment, next: IToken | undefined): boolean {
  const beforeNumber = next?.tokenType === Numeral || next?.tokenType === Minus;
  return beforeNumber || !demandsOperand(segment.tokens.at(-1));
}

function within(expected: boolean, word: KeywordWord): KeywordWord | undefined {
  return expected ? word : undefined;
}

function last(segment: Segment): TokenType | undefined {
  return segment.tokens.at(-1)?.tokenType;
}
