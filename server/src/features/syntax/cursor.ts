/** What stands before a cursor: the word being typed and the words of its statement, as completion needs them. */
import { type Span, type StatementWord, statementWords } from '@spinel-studio/grammar';
import type { ParsedDocument } from '../../documents/studyDocument.ts';

export interface Cursor {
  /** The whole word at the cursor, to be replaced. */
  readonly word: Span;
  /** Whether only blanks stand before the word on its line. */
  readonly startsLine: boolean;
  /** The keyword of the statement that the cursor is in, if any. */
  readonly statement: StatementWord | undefined;
  /** The words and marks of that statement behind its keyword and before the cursor's word. */
  readonly before: readonly string[];
  /** Where the cursor is; of a string the word is all that stands between its quotes. */
  readonly place: 'code' | 'comment' | 'string';
}

/** Characters looked back: more than any statement has that a person writes. */
const REACH = 4000;
const WORD = /"(?:[^"\\\n]|\\.)*"?|[A-Za-z_][A-Za-z0-9_.()[\]/]*|\d+(?:[./]\d+)?|\.\.|<=|>=|\S/g;
const starters: ReadonlySet<string> = new Set(statementWords);

export function cursorAt({ text, parsed }: ParsedDocument, offset: number): Cursor {
  const whole = text.getText();
  const word = wordAround(whole, offset);
  const from = Math.max(0, word.start - REACH);
  const comment = parsed.tree.comments.find(({ span, text: written }) =>
    written.startsWith('//')
      ? span.start < offset && offset <= span.end
      : span.start < offset && offset < span.end,
  );
  const tokens = withoutComments(whole, from, word.start, parsed.tree.comments).match(WORD) ?? [];
  const start = lastStatement(tokens);
  const last = tokens.at(-1) ?? '';
  const openString = last.startsWith('"') && (last.length === 1 || !last.endsWith('"'));
  return {
    word: openString ? stringAround(whole, word.start, offset) : word,
    startsLine: /(?:^|\n)[ \t]*$/.test(whole.slice(Math.max(0, word.start - 200), word.start)),
    statement: start < 0 ? undefined : (tokens[start] as StatementWord),
    before: tokens.slice(start + 1),
    place: comment ? 'comment' : openString ? 'string' : 'code',
  };
}

function wordAround(text: string, offset: number): Span {
  let start = offset;
  let end = offset;
  while (start > 0 && /[A-Za-z0-9_.()[\]/]/.test(text[start - 1] ?? '')) start -= 1;
  // A range's dots, a slash of a fraction and brackets of a family do not begin a word.
  while (start < offset && !/[A-Za-z_0-9]/.test(text[start] ?? '')) start += 1;
  while (end < text.length && /[A-Za-z0-9_]/.test(text[end] ?? '')) end += 1;
  return { start, end };
}

function stringAround(text: string, from: number, offset: number): Span {
  const start = text.lastIndexOf('"', from - 1) + 1;
  const rest = /^[^"\n\r]*(?=")/.exec(text.slice(offset, offset + LONGEST_STRING))?.[0] ?? '';
  return { start, end: offset + rest.length };
}
const LONGEST_STRING = 1000;

function withoutComments(
  text: string,
  from: number,
  to: number,
  comments: readonly { readonly span: Span }[],
): string {
  let result = '';
  let position = from;
  for (const { span } of comments) {
    if (span.end <= from) continue;
    if (span.start >= to) break;
    result += `${text.slice(position, Math.max(position, span.start))} `;
    position = span.end;
  }
  return result + text.slice(position, to);
}

/** The place of the last word that starts a statement: at the start of a statement these words are reserved. */
function lastStatement(tokens: readonly string[]): number {
  for (let index = tokens.length - 1; index >= 0; index -= 1) {
    const token = tokens[index] ?? '';
    if (starters.has(token) && !isInsideOf(tokens[index - 1])) return index;
  }
  return -1;
}

/** Behind these words a name is expected, so a keyword there is none. */
function isInsideOf(previous: string | undefined): boolean {
  return previous === 'of' || previous === 'column' || previous === ':';
}
