/** Text to syntax tree. Any text has one: parsing never throws, and a bad statement loses only itself. */
import { isOpen } from './parseSegments.ts';
import { type ParsedState, parseAll } from './pieces.ts';
import { openComment } from './problems.ts';
import { reparse } from './reparse.ts';
import type { ParseResult, Statement, SyntaxProblem } from './syntax.ts';

/** Problems beyond this many help nobody; a file with more of them is no study. */
const MOST_PROBLEMS = 1000;

/** How many texts are remembered, and of which lengths: shorter ones are parsed in no time, longer ones are not typed by hand. */
const MOST_REMEMBERED = 3;
const SHORTEST_REMEMBERED = 2_000;
const LONGEST_REMEMBERED = 1_000_000;

/** The texts parsed last, the latest first. What they hold is never seen outside; it only saves work. */
let recent: readonly ParsedState[] = [];

/**
 * The tree of a text and what is wrong with it, in linear time. Where the text differs little from one parsed a moment ago, as between
 * two keystrokes, what did not change is taken over; the result is the same.
 */
export function parse(text: string): ParseResult {
  const rememberable = text.length >= SHORTEST_REMEMBERED && text.length <= LONGEST_REMEMBERED;
  return resultOf(rememberable ? parseRemembered(text) : parseAll(text));
}

function parseRemembered(text: string): ParsedState {
  for (const old of recent) {
    const state = old.text === text ? old : reparse(old, text);
    if (state === undefined) continue;
    recent = [state, ...recent.filter((other) => other !== old)];
    return state;
  }
  const state = parseAll(text);
  recent = [state, ...recent].slice(0, MOST_REMEMBERED);
  return state;
}

function resultOf({ text, pieces, comments }: ParsedState): ParseResult {
  const statements: Statement[] = [];
  const problems: SyntaxProblem[] = [];
  for (const piece of pieces) {
    if (piece.statement !== undefined) statements.push(piece.statement);
    if (piece.problems.length > 0) problems.push(...piece.problems.slice(0, MOST_PROBLEMS - problems.length));
  }
  const last = comments.at(-1);
  if (last !== undefined && isOpen(last)) problems.push(openComment(last.span));
  return { tree: { kind: 'file', statements, comments, span: { start: 0, end: text.length } }, problems };
}
