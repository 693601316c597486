/** Atoms to lines. Line breaks inside a statement stay where the writer made them; every statement starts a line. */
import type { Atom } from './atoms.ts';

export interface Line {
  code: string;
  /** A comment behind the code, on its own so that neighbours can be aligned. */
  comment: string | undefined;
  readonly blankBefore: boolean;
  /** Where the `=` of a pool is in the code, if the line declares one. */
  equalsAt: number | undefined;
  /** Regions with errors, and comments over several lines, are left alone when lines are aligned. */
  fixed: boolean;
}

const CONTINUATION = '  ';

/** The lines of a formatted text, not aligned yet. */
export function lines(text: string, pieces: readonly Atom[]): Line[] {
  const found: Line[] = [];
  pieces.forEach((atom, index) => {
    const previous = pieces[index - 1];
    const current = found.at(-1);
    if (current === undefined || previous === undefined || breaks(text, previous, atom, pieces[index - 2])) {
      found.push(startLine(text, previous, atom));
    } else if (atom.kind === 'comment' && endsLine(text, atom, pieces[index + 1])) {
      addComment(current, atom);
    } else {
      addCode(current, atom);
    }
  });
  return found;
}

/** Line ends of every kind, as the lexer reads them: a carriage return counts unless a line feed follows it. */
function lineEnds(text: string, from: number, to: number): number {
  let count = 0;
  for (let index = from; index < to; index += 1) {
    if (text[index] === '\n' || (text[index] === '\r' && text[index + 1] !== '\n')) count += 1;
  }
  return count;
}

function breaks(text: string, previous: Atom, atom: Atom, beforePrevious: Atom | undefined): boolean {
  if (previous.kind === 'comment' && previous.text.startsWith('//')) return true;
  const parted = lineEnds(text, previous.end, atom.start) > 0;
  if (parted || !atom.startsStatement) return parted;
  // A block comment that starts a line stays before the statement behind it.
  const leads =
    previous.kind === 'comment' &&
    (beforePrevious === undefined || lineEnds(text, beforePrevious.end, previous.start) > 0);
  return !leads;
}

function endsLine(text: string, atom: Atom, next: Atom | undefined): boolean {
  return next === undefined || breaks(text, atom, next, undefined) || next.startsStatement;
}

function startLine(text: string, previous: Atom | undefined, atom: Atom): Line {
  const continues = atom.statement !== undefined && !atom.startsStatement && !atom.closesBrace;
  const within = atom.statement !== undefined && !atom.startsStatement;
  return {
    code: `${continues ? CONTINUATION : ''}${atom.text}`,
    comment: undefined,
    blankBefore: !within && previous !== undefined && lineEnds(text, previous.end, atom.start) > 1,
    equalsAt: undefined,
    fixed: isFixed(atom),
  };
}

function addComment(line: Line, atom: Atom): void {
  if (line.comment === undefined && !isFixed(atom)) {
    line.comment = atom.text;
  } else {
    addCode(line, atom);
  }
}

function addCode(line: Line, atom: Atom): void {
  const separator = line.comment === undefined ? atom.separator : ` ${line.comment} `;
  line.comment = undefined;
  line.code += separator;
  if (atom.alignsEquals && !line.code.includes('/*')) line.equalsAt = line.code.length;
  line.code += atom.text;
  line.fixed ||= isFixed(atom);
}

function isFixed(atom: Atom): boolean {
  return atom.kind === 'raw' || (atom.kind === 'comment' && /[\n\r]/.test(atom.text));
}
