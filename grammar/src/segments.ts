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
import { innerKeyword } from './keywordRoles.ts';
import { tokenEnd } from './lexer.ts';
import { nearest } from './nearest.ts';
import { demandsOperand, isPlausibleStart } from './statementStarts.ts';
import { Equals, Formula, keywordToken, LeftBrace, Name, Numeral, Unit } from './tokens.ts';
import { builtInPoolNames, type StatementWord, statementWords } from './vocabulary.ts';

/** The tokens of one statement, its keyword first, or of text that starts with none. */
export interface Segment {
  readonly kind: StatementWord | 'unknown';
  readonly tokens: IToken[];
  /** The token types that its current clause has so far; an `and` behind a `with` begins another clause. */
  readonly seen: Set<TokenType>;
}

const starts: ReadonlySet<string> = new Set(statementWords);
const builtIn: ReadonlySet<string> = new Set(builtInPoolNames);

/** Statements in which every name has been declared somewhere. */
const listsOfDeclaredNames: ReadonlySet<string> = new Set<Segment['kind']>(['pool', 'substitute', 'exclude']);

/** Cuts the tokens of a text into statements, and gives each keyword its token type. */
export function cutIntoStatements(text: string, tokens: readonly IToken[]): Segment[] {
  const declared = declaredNames(tokens);
  const segments: Segment[] = [];
  let current: Segment | undefined;
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index] as IToken;
    const kind = segmentKind(text, tokens, index, current, declared);
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
  declared: ReadonlySet<string>,
): Segment['kind'] | undefined {
  const token = tokens[index] as IToken;
  if (startsStatement(tokens, index, current)) return token.image as StatementWord;
  if (current === undefined) return undefined;
  return isMisspeltStart(text, tokens, index, current, declared) ? 'unknown' : undefined;
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
  declared: ReadonlySet<string>,
): boolean {
  const token = tokens[index] as IToken;
  const previous = tokens[index - 1] as IToken;
  if (token.tokenType !== Name && token.tokenType !== Formula) return false;
  if (!text.slice(tokenEnd(previous), token.startOffset).includes('\n') || demandsOperand(previous))
    return false;
  const word = token.image;
  if (token.tokenType === Formula) return starts.has(word.toLowerCase());
  if (declared.has(word) || builtIn.has(word) || word.includes('.') || isInnerKeyword(tokens, index, current))
    return false;
  if (resemblesKeyword(word)) return true;
  const outdented = column(text, token) <= column(text, current.tokens[0] as IToken);
  return outdented && listsOfDeclaredNames.has(current.kind);
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

/** How far a token is from the start of its line. Lines that long are no layout, so the search may stop early. */
function column(text: string, token: IToken): number {
  const widest = 200;
  for (let back = 1; back <= widest; back += 1) {
    const at = token.startOffset - back;
    if (at < 0 || text[at] === '\n') return back - 1;
  }
  return widest;
}

/** Names before `=` and behind `family`, wherever they stand. */
function declaredNames(tokens: readonly IToken[]): ReadonlySet<string> {
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
