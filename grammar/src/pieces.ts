/** What stays of a parsed text so that the next one, a keystroke later, need not be parsed from its start. */
import type { IToken } from 'chevrotain';
import { lex, tokenEnd } from './lexer.ts';
import { type ParsedSegment, parseTokens } from './parseSegments.ts';
import { declaredNames, type Segment } from './segments.ts';
import type { Comment, Statement, SyntaxProblem } from './syntax.ts';

/** A statement, or text that is none, without its tokens. */
export interface Piece {
  readonly kind: Segment['kind'];
  readonly start: number;
  readonly end: number;
  readonly statement: Statement | undefined;
  readonly problems: readonly SyntaxProblem[];
  /** The names that it declares. */
  readonly declares: readonly string[];
}

export interface ParsedState {
  readonly text: string;
  readonly pieces: readonly Piece[];
  readonly comments: readonly Comment[];
  /** Words whose reading depended on whether they are declared somewhere. */
  readonly questioned: Set<string>;
}

export function pieceOf({ segment, statement, problems }: ParsedSegment): Piece {
  const { kind, tokens } = segment;
  const start = (tokens[0] as IToken).startOffset;
  const end = tokenEnd(tokens.at(-1) as IToken);
  return { kind, start, end, statement, problems, declares: [...declaredNames(tokens)] };
}

/** Parses a text from its start. */
export function parseAll(text: string): ParsedState {
  const { tokens, comments } = lex(text);
  const context = { declared: declaredNames(tokens), questioned: new Set<string>() };
  return {
    text,
    pieces: parseTokens(text, tokens, context).map(pieceOf),
    comments,
    questioned: context.questioned,
  };
}

/** A piece, comment or any other part of a tree that stands `delta` characters further on. */
export function moved<Part>(part: Part, delta: number): Part {
  return delta === 0 ? part : (movedValue(part, delta) as Part);
}

/** Every number called `start` or `end` in a tree is a place in the text, and nothing else in it is. */
function movedValue(value: unknown, delta: number): unknown {
  if (Array.isArray(value)) return value.map((item) => movedValue(item, delta));
  if (typeof value !== 'object' || value === null) return value;
  const result: Record<string, unknown> = {};
  const source = value as Record<string, unknown>;
  for (const key in source) {
    const part = source[key];
    const isPlace = typeof part === 'number' && (key === 'start' || key === 'end');
    result[key] = isPlace ? part + delta : movedValue(part, delta);
  }
  return result;
}
