/** What is wrong with a statement, in whole sentences. */
import { EOF, type IRecognitionException, type IToken } from 'chevrotain';
import { type ExpectationKey, expectations } from './expectations.ts';
import { tokenEnd } from './lexer.ts';
import { spanOf } from './literals.ts';
import { nearest } from './nearest.ts';
import { LEFT_OVER } from './rules.ts';
import type { Segment } from './segment.ts';
import type { Span, SyntaxProblem } from './syntax.ts';
import { keywordToken, Strange } from './tokens.ts';
import { keywords, type StatementWord, statementWords } from './vocabulary.ts';

/** Longer pieces of text are cut where a message quotes them. */
const LONGEST_QUOTE = 30;

/** The problems that the parser met in one statement: one for each place, and none for what only follows from another. */
export function statementProblems(
  text: string,
  segment: Segment,
  errors: readonly IRecognitionException[],
): SyntaxProblem[] {
  const own = errors.filter((error, index) => index === 0 || error.message !== LEFT_OVER);
  return own.map((error) =>
    error.message === LEFT_OVER ? leftOverProblem(text, segment, error.token) : missingProblem(error),
  );
}

/** The problem of text that starts with no keyword. */
export function unknownStatement(text: string, segment: Segment): SyntaxProblem {
  const [first] = segment.tokens as [IToken];
  const suggestion = nearest(first.image, statementWords);
  if (suggestion !== undefined) {
    const message = `\`${first.image}\` starts no statement. Did you mean \`${suggestion}\`?`;
    return { code: 'SP1001', span: spanOf(first), message, expected: [suggestion] };
  }
  const inner = innerKeywordAdvice(first.image);
  if (inner !== undefined) return { code: 'SP1001', span: spanOf(first), message: inner, expected: [] };
  const found =
    first.tokenType === Strange
      ? 'This text starts no statement.'
      : `\`${quote(first)}\` starts no statement.`;
  return {
    code: 'SP1001',
    span: firstLine(text, segment.tokens, 0),
    message: `${found} A statement starts with one of ${listed(statementWords)}.`,
    expected: statementWords,
  };
}

/** `step 0.1` alone on a line has lost its statement. */
function innerKeywordAdvice(word: string): string | undefined {
  const place = keywords.find((keyword) => keyword.word === word)?.place;
  if (place === undefined || place === 'statement') return undefined;
  return `\`${word}\` starts no statement; it belongs inside ${listed(place)}.`;
}

/** The problem of a block comment that never ends. */
export function openComment(span: Span): SyntaxProblem {
  return {
    code: 'SP1001',
    span: { start: span.start, end: span.start + 2 },
    message: 'This comment never ends, so the rest of the file is part of it. Close it with `*/`.',
    expected: ['*/'],
  };
}

function missingProblem(error: IRecognitionException & { previousToken?: IToken }): SyntaxProblem {
  const { phrase, expected } = expectations[error.message as ExpectationKey];
  const before = error.previousToken;
  const atEnd = error.token.tokenType === EOF;
  const behind = before === undefined ? 'Expected' : `After \`${quote(before)}\`, expected`;
  const found = atEnd ? '' : `, but found \`${quote(error.token)}\``;
  const place = atEnd && before !== undefined ? before : error.token;
  return { code: 'SP1001', span: spanOf(place), message: `${behind} ${phrase}${found}.`, expected };
}

function leftOverProblem(text: string, segment: Segment, token: IToken): SyntaxProblem {
  const expected = continuations(segment);
  const span = firstLine(text, segment.tokens, segment.tokens.indexOf(token));
  const advice = token.image.startsWith(';')
    ? 'Statements need no semicolon; remove it.'
    : `${advices[segment.kind as StatementWord] ?? ''}${orList(expected)}`;
  return { code: 'SP1001', span, message: `\`${quote(token)}\` cannot stand here. ${advice}`, expected };
}

const advices: Partial<Record<Segment['kind'], string>> = {
  screen: 'A screen has one condition; write another `screen` for the next.',
  study: 'A study has one title, in double quotes.',
  default: 'The default step is one number.',
  family: 'The family ends at its `}`.',
  exclude: 'Write the elements and pools to exclude, parted by spaces or commas.',
  export: 'Write the paths of the files in double quotes.',
};

function orList(expected: readonly string[]): string {
  return expected.length === 0
    ? ''
    : `The statement could go on with ${listed(expected)}, or a new statement could begin.`;
}

/** What could follow a complete statement of this kind. */
function continuations(segment: Segment): readonly string[] {
  const missing = (...words: readonly ('step' | 'from' | 'to' | 'pbe' | 'top' | 'for')[]): string[] =>
    words.filter((word) => !segment.seen.has(keywordToken[word]));
  switch (segment.kind) {
    case 'base':
      return [...missing('pbe'), ',', ':'];
    case 'pool':
      return ['+', '-', '&'];
    case 'substitute':
      return [...missing('step', 'from', 'to'), 'and'];
    case 'rank':
      return [',', ...missing('top')];
    case 'explain':
      return missing('for');
    default:
      return [];
  }
}

/** From the token at `index` to the last one on its line. */
function firstLine(text: string, tokens: readonly IToken[], index: number): Span {
  const first = tokens[index] as IToken;
  let last = first;
  for (let next = index + 1; next < tokens.length; next += 1) {
    const token = tokens[next] as IToken;
    if (text.slice(tokenEnd(last), token.startOffset).includes('\n')) break;
    last = token;
  }
  return { start: first.startOffset, end: tokenEnd(last) };
}

function quote(token: IToken): string {
  return token.image.length > LONGEST_QUOTE ? `${token.image.slice(0, LONGEST_QUOTE)}…` : token.image;
}

function listed(words: readonly string[]): string {
  const quoted = words.map((word) => `\`${word}\``);
  return quoted.length === 1 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}
