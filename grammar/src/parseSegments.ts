/** Tokens to statements, each parsed by itself. */
import type { IToken } from 'chevrotain';
import { lex } from './lexer.ts';
import { statementProblems, unknownStatement } from './problems.ts';
import { StatementParser } from './rules.ts';
import type { Segment } from './segment.ts';
import { type CutContext, cutIntoStatements } from './segments.ts';
import type { Comment, Statement, SyntaxProblem } from './syntax.ts';
import { statement } from './tree.ts';

/** A statement with its tokens, or a piece of text that is none. */
export interface ParsedSegment {
  readonly segment: Segment;
  readonly statement: Statement | undefined;
  readonly problems: readonly SyntaxProblem[];
}

export interface ParsedText {
  readonly segments: readonly ParsedSegment[];
  readonly comments: readonly Comment[];
}

const parser = new StatementParser();

/** A whole text with its tokens: what the formatter works on. */
export function parseSegments(text: string): ParsedText {
  const { tokens, comments } = lex(text);
  return { segments: parseTokens(text, tokens), comments };
}

/** The statements among the tokens of a text, or of a part of it. */
export function parseTokens(text: string, tokens: readonly IToken[], context?: CutContext): ParsedSegment[] {
  const segments = cutIntoStatements(text, tokens, context);
  return withoutStackTraces(() => segments.map((segment) => parseSegment(text, segment)));
}

/** Whether a block comment has no end. */
export function isOpen(comment: Comment): boolean {
  return comment.text.startsWith('/*') && (comment.text.length < 4 || !comment.text.endsWith('*/'));
}

/** The parser throws and catches an error for each bad statement; nobody reads its stack, and a bad file has a million. */
function withoutStackTraces<Result>(work: () => Result): Result {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

function parseSegment(text: string, segment: Segment): ParsedSegment {
  const { kind } = segment;
  if (kind === 'unknown') {
    return { segment, statement: undefined, problems: [unknownStatement(text, segment)] };
  }
  parser.begin(segment.tokens);
  const node = parser[kind]();
  const problems = statementProblems(text, segment, parser.errors);
  const built = statement(kind, node, (problem) => problems.push(problem));
  return { segment, statement: built, problems };
}
