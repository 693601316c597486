/** The tokens of a text as the parser understands them, for whoever colours text or asks what stands at a place. */
import type { IToken, TokenType } from 'chevrotain';
import { lex } from './lexer.ts';
import { spanOf } from './literals.ts';
import { cutIntoStatements } from './segments.ts';
import type { Span } from './syntax.ts';
import {
  Ampersand,
  Comparison,
  Formula,
  keywordToken,
  Minus,
  Name,
  Numeral,
  Plus,
  Strange,
  Text,
  Unit,
} from './tokens.ts';
import type { StatementWord } from './vocabulary.ts';

export type SyntaxTokenKind =
  | 'keyword'
  | 'name'
  /** A formula, an element or a site: only the tree tells them apart. */
  | 'formula'
  | 'number'
  | 'unit'
  | 'string'
  | 'operator'
  | 'punctuation'
  | 'unknown';

export interface SyntaxToken {
  readonly kind: SyntaxTokenKind;
  readonly text: string;
  readonly span: Span;
  /** The word that starts the statement which the token is part of, or `unknown`. */
  readonly statement: StatementWord | 'unknown';
  readonly startsStatement: boolean;
}

const kinds: ReadonlyMap<TokenType, SyntaxTokenKind> = new Map([
  ...Object.values(keywordToken).map((type) => [type, 'keyword'] as const),
  [Name, 'name'],
  [Formula, 'formula'],
  [Numeral, 'number'],
  [Unit, 'unit'],
  [Text, 'string'],
  [Strange, 'unknown'],
  [Plus, 'operator'],
  [Minus, 'operator'],
  [Ampersand, 'operator'],
]);

/** The tokens of a text in its order, comments apart (the tree has them). Words are keywords only where the parser takes them so. */
export function tokens(text: string): readonly SyntaxToken[] {
  return cutIntoStatements(text, lex(text).tokens).flatMap(({ kind, tokens: own }) =>
    own.map((token, index) => ({
      kind: kindOf(token),
      text: token.image,
      span: spanOf(token),
      statement: kind,
      startsStatement: index === 0 && kind !== 'unknown',
    })),
  );
}

function kindOf({ tokenType }: IToken): SyntaxTokenKind {
  const kind = kinds.get(tokenType);
  if (kind !== undefined) return kind;
  return tokenType.CATEGORIES?.includes(Comparison) ? 'operator' : 'punctuation';
}
