/**
 * The formatter. It moves what it finds and changes nothing else: comments and the meaning stay, and regions with syntax errors
 * stay byte for byte. Formatting twice gives the same as formatting once.
 */
import { align, withComments } from './format/align.ts';
import { atoms } from './format/atoms.ts';
import { lines } from './format/layout.ts';
import { isOpen, parseSegments } from './parseSegments.ts';
import type { Span, SyntaxProblem } from './syntax.ts';

export interface FormatResult {
  readonly text: string;
  readonly problems: readonly SyntaxProblem[];
}

export interface FormatEdit {
  readonly span: Span;
  readonly text: string;
}

/**
 * The text with one statement a line, single blanks, at most one blank line in a row, and the `=` of neighbouring pools and the
 * comments of neighbouring lines below each other. Line ends inside a statement stay; the file's own kind of line end is used.
 */
export function format(text: string): FormatResult {
  const parsed = parseSegments(text);
  const problems = parsed.segments.flatMap((part) => part.problems);
  const last = parsed.comments.at(-1);
  // An open comment swallows what follows it, so that nothing may be put behind it.
  const ending = last !== undefined && isOpen(last) ? '' : lineEnd(text);
  const laidOut = lines(text, atoms(text, parsed));
  align(laidOut);
  const rows = withComments(laidOut).map((row, index) =>
    laidOut[index]?.blankBefore ? `${lineEnd(text)}${row}` : row,
  );
  const byteOrderMark = text.startsWith('\ufeff') ? '\ufeff' : '';
  return { text: `${byteOrderMark}${rows.join(lineEnd(text))}${rows.length > 0 ? ending : ''}`, problems };
}

/** The same as an edit of what differs, so that an editor keeps its cursors and marks; empty where nothing does. */
export function formatEdits(text: string): readonly FormatEdit[] {
  const formatted = format(text).text;
  if (formatted === text) return [];
  const shorter = Math.min(text.length, formatted.length);
  let start = 0;
  while (start < shorter && text[start] === formatted[start]) start += 1;
  let tail = 0;
  while (tail < shorter - start && text[text.length - 1 - tail] === formatted[formatted.length - 1 - tail])
    tail += 1;
  return [
    { span: { start, end: text.length - tail }, text: formatted.slice(start, formatted.length - tail) },
  ];
}

function lineEnd(text: string): string {
  const first = text.indexOf('\n');
  return first > 0 && text[first - 1] === '\r' ? '\r\n' : '\n';
}
