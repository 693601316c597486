/** What may stand before and behind a word that starts a statement. */
import type { IToken, TokenType } from 'chevrotain';
import {
  Ampersand,
  Bar,
  Colon,
  Comma,
  Comparison,
  Equals,
  Formula,
  keywordToken,
  LeftBrace,
  Minus,
  Name,
  Plus,
  Text,
} from './tokens.ts';
import { keywords, type StatementWord } from './vocabulary.ts';

const operandDemanding: ReadonlySet<TokenType> = new Set([
  Ampersand,
  Colon,
  Comma,
  Equals,
  Minus,
  Plus,
  ...(
    [
      'with',
      'of',
      'and',
      'by',
      'for',
      'column',
      'family',
      'base',
      'pool',
      'screen',
      'exclude',
      'explain',
    ] as const
  ).map((word) => keywordToken[word]),
]);

const everyKeyword: ReadonlySet<string> = new Set(keywords.map(({ word }) => word));

/** Whether a name or an element has to follow this token. */
export function demandsOperand(token: IToken | undefined): boolean {
  return token !== undefined && operandDemanding.has(token.tokenType);
}

/** Whether a statement could begin with this word and the two tokens behind it. */
export function isPlausibleStart(
  word: StatementWord,
  next: IToken | undefined,
  afterNext: IToken | undefined,
): boolean {
  const type = next?.tokenType;
  const after = afterNext?.tokenType;
  switch (word) {
    case 'study':
    case 'export':
      return type === Text;
    case 'family':
      return type === Name && after === LeftBrace;
    case 'base':
      return (
        type === Formula ||
        (type === Name && (after === Equals || (next?.image === 'from' && after === Text)))
      );
    case 'pool':
      return type === Name && after === Equals;
    case 'default':
      return next?.image === 'step';
    case 'substitute':
    case 'exclude':
      return type === Formula;
    case 'screen':
      return isCondition(next, afterNext);
    case 'rank':
      return next?.image === 'by' || type === Bar;
    case 'explain':
      return type === Name && !everyKeyword.has(next?.image ?? '');
  }
}

function isCondition(next: IToken | undefined, afterNext: IToken | undefined): boolean {
  if (next?.image === 'neutral' || afterNext?.image === 'in') return true;
  return afterNext?.tokenType.CATEGORIES?.includes(Comparison) === true;
}
