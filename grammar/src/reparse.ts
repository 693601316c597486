/**
 * Parsing what changed since a text was parsed before.
 *
 * A window around the change is cut and parsed anew, from a statement a little before it to one a little behind it; what stands before is
 * taken over, what stands behind is moved. The window overlaps with old statements on both sides, since a word's meaning depends on the
 * words beside it: unless the overlap comes out as it was, nothing is taken over.
 */
import type { IToken } from 'chevrotain';
import { blankEnd } from './characters.ts';
import { lex } from './lexer.ts';
import { isOpen, parseTokens } from './parseSegments.ts';
import { moved, movedPiece, type ParsedState, type Piece, pieceOf } from './pieces.ts';
import { declaredNames } from './segments.ts';
import type { Comment } from './syntax.ts';

/** How many statements the window reaches beyond the change: a word looks at most two words ahead, each a statement at worst. */
const OVERLAP = 3;

interface Change {
  /** What both texts start and end with, in characters. */
  readonly prefix: number;
  readonly suffix: number;
  /** How much longer the new text is. */
  readonly delta: number;
}

interface Window {
  /** The first piece that is parsed anew, and the first behind it that is compared with what it was. */
  readonly first: number;
  readonly next: number;
  /** The window in the new text. */
  readonly from: number;
  readonly to: number;
}

/** The state of a text, made from that of a similar one; undefined where they have too little in common. */
export function reparse(old: ParsedState, text: string): ParsedState | undefined {
  const change = changeBetween(old.text, text);
  if (change.prefix + change.suffix < text.length / 2) return undefined;
  const window = windowAround(old, text, change);
  const { tokens, comments } = lexWindow(text, window);
  if (tokens.length === 0 || endsOpen(text, window, comments)) return undefined;
  const outside = [...old.pieces.slice(0, window.first), ...old.pieces.slice(window.next)];
  const declared = declaredNames(tokens);
  for (const piece of outside) for (const name of piece.declares) declared.add(name);
  if (changesReading(old, declared)) return undefined;
  const context = { declared, questioned: old.questioned, ...knownStart(old, window) };
  const fresh = parseTokens(text, tokens, context).map(pieceOf);
  return joined(old, text, change, window, fresh, comments);
}

/** A piece far enough before the change starts as it did; at the start of the text nothing is known. */
function knownStart({ pieces }: ParsedState, { first }: Window): { firstKind?: Piece['kind'] } {
  const piece = pieces[first];
  return first === 0 || piece === undefined ? {} : { firstKind: piece.kind };
}

function changeBetween(before: string, after: string): Change {
  const shorter = Math.min(before.length, after.length);
  let prefix = 0;
  while (prefix < shorter && before.charCodeAt(prefix) === after.charCodeAt(prefix)) prefix += 1;
  let suffix = 0;
  while (
    suffix < shorter - prefix &&
    before.charCodeAt(before.length - 1 - suffix) === after.charCodeAt(after.length - 1 - suffix)
  ) {
    suffix += 1;
  }
  return { prefix, suffix, delta: after.length - before.length };
}

function windowAround(old: ParsedState, text: string, change: Change): Window {
  const { pieces } = old;
  const changeEnd = old.text.length - change.suffix;
  let first = Math.max(0, firstIndex(pieces, (piece) => piece.end >= change.prefix) - OVERLAP);
  while (first > 0 && !startsLine(old.text, pieces[first])) first -= 1;
  let next = firstIndex(pieces, (piece) => lineStart(old.text, piece.start) > changeEnd);
  while (next + OVERLAP < pieces.length && !startsLine(old.text, pieces[next + OVERLAP])) next += 1;
  const open = next + OVERLAP >= pieces.length;
  return {
    first,
    next: open ? pieces.length : next,
    from: first === 0 ? 0 : lineStart(text, pieces[first]?.start ?? 0),
    to: open ? text.length : lineStart(old.text, pieces[next + OVERLAP]?.start ?? 0) + change.delta,
  };
}

/** The index of the first piece of which this holds; it holds of all behind it. */
function firstIndex(pieces: readonly Piece[], holds: (piece: Piece) => boolean): number {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(pieces[middle] as Piece)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

function startsLine(text: string, piece: Piece | undefined): boolean {
  if (piece === undefined) return false;
  const start = lineStart(text, piece.start);
  return blankEnd(text, start) >= piece.start;
}

function lexWindow(
  text: string,
  { from, to }: Window,
): { tokens: readonly IToken[]; comments: readonly Comment[] } {
  const { tokens, comments } = lex(text.slice(from, to));
  for (const token of tokens) {
    token.startOffset += from;
    token.endOffset = (token.endOffset ?? 0) + from;
  }
  return { tokens, comments: comments.map((comment) => moved(comment, from)) };
}

/** A comment that is open at the end of the window would go on behind it. */
function endsOpen(text: string, { to }: Window, comments: readonly Comment[]): boolean {
  const last = comments.at(-1);
  return last !== undefined && to < text.length && isOpen(last);
}

/** Whether a name was declared or is no longer that some word's reading depended on. */
function changesReading(old: ParsedState, declared: ReadonlySet<string>): boolean {
  if (old.questioned.size === 0) return false;
  const before = new Set(old.pieces.flatMap((piece) => piece.declares));
  for (const word of old.questioned) if (before.has(word) !== declared.has(word)) return true;
  return false;
}

function joined(
  old: ParsedState,
  text: string,
  { delta }: Change,
  { first, next, from, to }: Window,
  fresh: readonly Piece[],
  comments: readonly Comment[],
): ParsedState | undefined {
  const kept = old.pieces.slice(0, first);
  const overlap = old.pieces.slice(next, next + OVERLAP);
  const again = fresh.slice(fresh.length - overlap.length);
  // The last piece of the overlap is there to be looked at by those before it; what it looks at itself is not in the window.
  const same = overlap.slice(0, -1).every((piece, index) => isSame(piece, delta, again[index]));
  if (!same || fresh.length < overlap.length) return undefined;
  const own = fresh.slice(0, fresh.length - overlap.length);
  const behind = old.pieces.slice(next).map((piece) => movedPiece(piece, delta));
  return {
    text,
    pieces: [...kept, ...own, ...behind],
    comments: [
      ...old.comments.filter((comment) => comment.span.start < from),
      ...comments,
      ...old.comments
        .filter((comment) => comment.span.start + delta >= to && to < text.length)
        .map((comment) => moved(comment, delta)),
    ],
    questioned: old.questioned,
  };
}

function isSame(before: Piece, delta: number, now: Piece | undefined): boolean {
  return before.kind === now?.kind && before.start + delta === now.start && before.end + delta === now.end;
}
