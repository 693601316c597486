/**
 * Where statements start, and which words are keywords.
 *
 * A statement ends where the next keyword begins, so a text is cut into statements before any of them is parsed: a bad one cannot
 * take its neighbours with it. Words are names unless a rule below makes them keywords:
 *
 * - A statement word starts a statement, except where the text before it demands a name (`with`, `of`, a comma, an operator, …) and
 *   what follows could not begin that statement: `pool rank = Fe` and `substitute A with rank step 0.1` use a pool called `rank`.
 * - The other keywords count only inside their own statements, where the statement expects them (`keywordRoles.ts`).
 *
 * Line ends carry no meaning in a valid file. They only help with a misspelt start: `substitite A with late` on its own line is read
 * as an unknown statement rather than as four more members of the pool above.
 */
import type { IToken, TokenType } from 'chevrotain';
import { blankEnd } from './characters.ts';
import { innerKeyword } from './keywordRoles.ts';
import { tokenEnd } from './lexer.ts';
import { nearest } from './nearest.ts';
import type { Segment } from './segment.ts';
import { demandsOperand, isPlausibleStart } from './statementStarts.ts';
import { Equals, Formula, keywordToken, LeftBrace, Name, Numeral, Unit } from './tokens.ts';
import { builtInPoolNames, type StatementWord, statementWords } from './vocabulary.ts';

const starts: ReadonlySet<string> = new Set(statementWords);
const builtIn: ReadonlySet<string> = new Set(builtInPoolNames);

/** Statements in which every name has been declared somewhere. */
const listsOfDeclaredNames: ReadonlySet<string> = new Set<Segment['kind']>(['pool', 'substitute', 'exclude']);

/** What cutting a part of a text has to know about the rest, and what it learns about it. */
export interface CutContext {
  /** The names that are declared anywhere in the text. */
  readonly declared: ReadonlySet<string>;
  /** Takes the words whose reading depends on whether they are declared. */
  readonly questioned: Set<string>;
  /** What the first token starts, where that is known from before. */
  readonly firstKind?: Segment['kind'];
}

/** Cuts the tokens of a text into statements, and gives each keyword its token type. */
export function cutIntoStatements(
  text: string,
  tokens: readonly IToken[],
  context: CutContext = { declared: declaredNames(tokens), questioned: new Set() },
): Segment[] {
  const segments: Segment[] = [];
  let current: Segment | undefined;
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index] as IToken;
    const known = index === 0 ? context.firstKind : undefined;
    const kind = known ?? segmentKind(text, tokens, index, current, context);
    if (kind === undefined && current !== undefined) {
      classify(tokens, index, current);
    } else {
      current = { kind: kind ?? 'unknown', tokens: [], seen: new Set() };
      if (kind !== undefined && kind !== 'unknown') retype(token, keywordToken[kind]);
      segments.push(current);
    }
    append(current, token);
  }
  return segments;
}

/** The kind of the segment that starts at a token, or undefined where the current one goes on. */
function segmentKind(
  text: string,
  tokens: readonly IToken[],
  index: number,
  current: Segment | undefined,
  context: CutContext,
): Segment['kind'] | undefined {
  const token = tokens[index] as IToken;
  if (startsStatement(tokens, index, current)) return token.image as StatementWord;
  if (current === undefined) return undefined;
  return isMisspeltStart(text, tokens, index, current, context) ? 'unknown' : undefined;
}

function startsStatement(tokens: readonly IToken[], index: number, current: Segment | undefined): boolean {
  const token = tokens[index] as IToken;
  if (token.tokenType !== Name || !starts.has(token.image)) return false;
  const operand = demandsOperand(tokens[index - 1]);
  const next = tokens[index + 1]?.tokenType;
  if (next === Equals && (operand || isNameOfBase(token, current))) return false;
  if (next === LeftBrace && tokens[index - 1]?.tokenType === keywordToken.family) return false;
  return !operand || isPlausibleStart(token.image as StatementWord, tokens[index + 1], tokens[index + 2]);
}

/** In a list of bases a word before `=` is a name; `pool =` and `base =` are likelier to miss their own. */
function isNameOfBase(token: IToken, current: Segment | undefined): boolean {
  return current?.kind === 'base' && token.image !== 'pool' && token.image !== 'base';
}

/** Whether a line starts with what was meant as a keyword, or with a name that nobody declared. */
function isMisspeltStart(
  text: string,
  tokens: readonly IToken[],
  index: number,
  current: Segment,
  context: CutContext,
): boolean {
  const token = tokens[index] as IToken;
  const previous = tokens[index - 1] as IToken;
  if (token.tokenType !== Name && token.tokenType !== Formula) return false;
  if (!hasLineEnd(text, tokenEnd(previous), token.startOffset) || demandsOperand(previous)) return false;
  const word = token.image;
  if (token.tokenType === Formula) return starts.has(word.toLowerCase());
  if (builtIn.has(word) || word.includes('.') || isInnerKeyword(tokens, index, current)) return false;
  context.questioned.add(word);
  if (context.declared.has(word)) return false;
  return (
    resemblesKeyword(word) || (listsOfDeclaredNames.has(current.kind) && isOutdented(text, token, current))
  );
}

/** Whether a token's line is indented no further than the line on which its statement starts. */
function isOutdented(text: string, token: IToken, current: Segment): boolean {
  return indentation(text, token) <= indentation(text, current.tokens[0] as IToken);
}

/** How many blanks a token's line starts with. Lines that long are no layout, so the search may stop early. */
function indentation(text: string, token: IToken): number {
  const widest = 200;
  let lineStart = token.startOffset;
  while (lineStart > 0 && text[lineStart - 1] !== '\n') {
    if (token.startOffset - lineStart >= widest) return widest;
    lineStart -= 1;
  }
  return blankEnd(text, lineStart) - lineStart;
}

function hasLineEnd(text: string, from: number, to: number): boolean {
  for (let index = from; index < to; index += 1) if (text[index] === '\n') return true;
  return false;
}

/** Whether a word is within a slip or two of a statement word. A text repeats its words, so answers are kept for a while. */
function resemblesKeyword(word: string): boolean {
  const known = resemblances.get(word);
  if (known !== undefined) return known;
  if (resemblances.size >= MOST_RESEMBLANCES) resemblances.clear();
  const resembles = nearest(word, statementWords) !== undefined;
  resemblances.set(word, resembles);
  return resembles;
}

const MOST_RESEMBLANCES = 10_000;
const resemblances = new Map<string, boolean>();

function isInnerKeyword(tokens: readonly IToken[], index: number, current: Segment): boolean {
  return innerKeyword(current, tokens[index] as IToken, tokens[index + 1]) !== undefined;
}

/** Names before `=` and behind `family`, wherever they stand. */
export function declaredNames(tokens: readonly IToken[]): Set<string> {
  const names = new Set<string>();
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index] as IToken;
    const declares = tokens[index + 1]?.tokenType === Equals || tokens[index - 1]?.image === 'family';
    if (token.tokenType === Name && declares) names.add(token.image);
  }
  return names;
}

function classify(tokens: readonly IToken[], index: number, current: Segment): void {
  const token = tokens[index] as IToken;
  if (token.tokenType !== Name) return;
  const next = tokens[index + 1];
  const keyword = innerKeyword(current, token, next);
  if (keyword !== undefined) retype(token, keywordToken[keyword]);
  else if (tokens[index - 1]?.tokenType === Numeral && next?.tokenType !== Equals) retype(token, Unit);
}

function append(segment: Segment, token: IToken): void {
  if (token.tokenType === keywordToken.and && segment.seen.has(keywordToken.with)) segment.seen.clear();
  else segment.seen.add(token.tokenType);
  segment.tokens.push(token);
}

function retype(token: IToken, type: TokenType): void {
  token.tokenType = type;
  if (type.tokenTypeIdx !== undefined) token.tokenTypeIdx = type.tokenTypeIdx;
}
