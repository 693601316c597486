/** What stays of a parsed text so that the next one, a keystroke later, need not be parsed from its start. */
import type { IToken } from 'chevrotain';
import { lex, tokenEnd } from './lexer.ts';
import { type ParsedSegment, parseTokens } from './parseSegments.ts';
import type { Segment } from './segment.ts';
import { declaredNames } from './segments.ts';
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

/** A piece that stands `delta` characters further on. */
export function movedPiece(piece: Piece, delta: number): Piece {
  if (delta === 0) return piece;
  return {
    kind: piece.kind,
    start: piece.start + delta,
    end: piece.end + delta,
    statement: moved(piece.statement, delta),
    problems: piece.problems.length === 0 ? piece.problems : moved(piece.problems, delta),
    declares: piece.declares,
  };
}

/** A part of a tree that stands `delta` characters further on. */
export function moved<Part>(part: Part, delta: number): Part {
  return delta === 0 ? part : (movedValue(part, delta) as Part);
}

/** Every number called `start` or `end` in a tree is a place in the text, and nothing else in it is. */
function movedValue(value: unknown, delta: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => movedValue(item, delta));
  // Copied whole and then corrected, which is several times as fast as building the copy field by field.
  const copy: Record<string, unknown> = { ...value };
  if (typeof copy.start === 'number' && typeof copy.end === 'number') {
    copy.start += delta;
    copy.end += delta;
    return copy;
  }
  for (const key in copy) if (typeof copy[key] === 'object') copy[key] = movedValue(copy[key], delta);
  return copy;
}
