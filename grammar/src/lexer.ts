/** Text to tokens: comments apart, and characters that begin nothing as tokens of their own. */
import { createTokenInstance, type IToken, Lexer } from 'chevrotain';
import type { Comment } from './syntax.ts';
import { lexedTokens, Strange } from './tokens.ts';

export interface LexedText {
  readonly tokens: readonly IToken[];
  readonly comments: readonly Comment[];
}

const lexer = new Lexer([...lexedTokens], { positionTracking: 'onlyOffset', ensureOptimizations: true });

/** The offset behind a token. Chevrotain's own end is that of the token's last character. */
export function tokenEnd(token: IToken): number {
  return token.startOffset + token.image.length;
}

/** The tokens and comments of a text, in its order. Every text has them; what makes no sense is a `Strange` token. */
export function lex(text: string): LexedText {
  const { tokens, groups, errors } = lexer.tokenize(text);
  // The parser tracks the extent of its nodes by this field, which the lexer leaves out.
  for (const token of tokens) token.endOffset = tokenEnd(token) - 1;
  const strange = errors.map(({ offset, length }) => strangeToken(text, offset, length));
  return { tokens: mergeByOffset(tokens, strange), comments: (groups.comments ?? []).map(comment) };
}

function strangeToken(text: string, offset: number, length: number): IToken {
  const image = text.slice(offset, offset + length);
  return createTokenInstance(Strange, image, offset, offset + length - 1, NaN, NaN, NaN, NaN);
}

function comment(token: IToken): Comment {
  return {
    kind: 'comment',
    text: token.image,
    span: { start: token.startOffset, end: tokenEnd(token) },
  };
}

function mergeByOffset(left: readonly IToken[], right: readonly IToken[]): readonly IToken[] {
  if (right.length === 0) return left;
  const merged: IToken[] = [];
  let next = 0;
  for (const token of left) {
    while (next < right.length && (right[next] as IToken).startOffset < token.startOffset) {
      merged.push(right[next] as IToken);
      next += 1;
    }
    merged.push(token);
  }
  for (const token of right.slice(next)) merged.push(token);
  return merged;
}
