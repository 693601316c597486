/** Text to syntax tree. Any text has one: parsing never throws, and a bad statement loses only itself. */
import { lex } from './lexer.ts';
import { openComment, statementProblems, unknownStatement } from './problems.ts';
import { StatementParser } from './rules.ts';
import { cutIntoStatements, type Segment } from './segments.ts';
import type { Comment, ParseResult, Statement, SyntaxProblem } from './syntax.ts';
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

/** Problems beyond this many help nobody; a file with more of them is no study. */
const MOST_PROBLEMS = 1000;

const parser = new StatementParser();

/** The tree of a text and what is wrong with it, in linear time. */
export function parse(text: string): ParseResult {
  const { segments, comments } = parseSegments(text);
  const statements: Statement[] = [];
  const problems: SyntaxProblem[] = [];
  for (const part of segments) {
    if (part.statement !== undefined) statements.push(part.statement);
    problems.push(...part.problems.slice(0, MOST_PROBLEMS - problems.length));
  }
  const last = comments.at(-1);
  if (last !== undefined && isOpen(last)) problems.push(openComment(last.span));
  return { tree: { kind: 'file', statements, comments, span: { start: 0, end: text.length } }, problems };
}

/** The same, statement by statement, with the tokens: what the formatter works on. */
export function parseSegments(text: string): ParsedText {
  const { tokens, comments } = lex(text);
  const cut = cutIntoStatements(text, tokens);
  return { segments: withoutStackTraces(() => cut.map((segment) => parseSegment(text, segment))), comments };
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

export function isOpen(comment: Comment): boolean {
  return comment.text.startsWith('/*') && (comment.text.length < 4 || !comment.text.endsWith('*/'));
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
