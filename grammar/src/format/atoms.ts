/** The pieces that the formatter moves and never changes: tokens, comments, and whole regions with errors. */
import type { IToken } from 'chevrotain';
import { tokenEnd } from '../lexer.ts';
import type { ParsedSegment, ParsedText } from '../parseSegments.ts';
import type { Comment } from '../syntax.ts';
import { Equals, RightBrace } from '../tokens.ts';
import { separators } from './spacing.ts';

export interface Atom {
  readonly kind: 'token' | 'comment' | 'raw';
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** What parts it from the atom before where both share a line. */
  readonly separator: string;
  /** The statement that it is part of; comments between statements belong to none. */
  readonly statement: number | undefined;
  readonly startsStatement: boolean;
  /** The `=` behind a pool's name, which is aligned with those of its neighbours. */
  readonly alignsEquals: boolean;
  readonly closesBrace: boolean;
}

const plain = { separator: ' ', startsStatement: false, alignsEquals: false, closesBrace: false };

/** The atoms of a text, in its order. */
export function atoms(text: string, parsed: ParsedText): readonly Atom[] {
  const found: Atom[] = [];
  let comment = 0;
  parsed.segments.forEach((part, index) => {
    const pieces = part.problems.length > 0 ? [rawAtom(text, part, index)] : tokenAtoms(part, index);
    for (const atom of pieces) {
      for (; before(parsed.comments[comment], atom.start); comment += 1) {
        found.push(
          commentAtom(parsed.comments[comment] as Comment, atom.startsStatement ? undefined : index),
        );
      }
      // A region with errors already holds the comments inside it.
      while (before(parsed.comments[comment], atom.end)) comment += 1;
      found.push(atom);
    }
  });
  for (const rest of parsed.comments.slice(comment)) found.push(commentAtom(rest, undefined));
  return found;
}

function before(comment: Comment | undefined, offset: number): boolean {
  return comment !== undefined && comment.span.start < offset;
}

function commentAtom(comment: Comment, statement: number | undefined): Atom {
  const text = comment.text.startsWith('//') ? comment.text.trimEnd() : comment.text;
  return { ...plain, kind: 'comment', text, start: comment.span.start, end: comment.span.end, statement };
}

function tokenAtoms({ segment }: ParsedSegment, statement: number): readonly Atom[] {
  const spaces = separators(segment);
  return segment.tokens.map((token, index) => ({
    kind: 'token',
    text: token.image,
    start: token.startOffset,
    end: tokenEnd(token),
    separator: spaces[index] ?? ' ',
    statement,
    startsStatement: index === 0,
    alignsEquals: segment.kind === 'pool' && index === 2 && token.tokenType === Equals,
    closesBrace: token.tokenType === RightBrace,
  }));
}

function rawAtom(text: string, { segment }: ParsedSegment, statement: number): Atom {
  const start = (segment.tokens[0] as IToken).startOffset;
  const end = tokenEnd(segment.tokens.at(-1) as IToken);
  return {
    ...plain,
    kind: 'raw',
    text: text.slice(start, end),
    start,
    end,
    statement,
    startsStatement: true,
  };
}
