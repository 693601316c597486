import type { Span } from '@spinel-studio/grammar';
import type { Range, SemanticTokens, SemanticTokensLegend } from 'vscode-languageserver';
import type { ParsedDocument } from '../documents/studyDocument.ts';
import { spanOf } from './positions.ts';
import { keywordNamed } from './syntax/keywords.ts';
import { occurrencesIn } from './syntax/names.ts';
import { childrenOf, type SyntaxNode, statementsIn } from './syntax/walk.ts';

const types = [
  'keyword',
  'comment',
  'string',
  'number',
  'operator',
  'variable',
  'class',
  'enumMember',
  'property',
  'function',
  'type',
] as const;
const modifiers = ['declaration', 'defaultLibrary'] as const;

type TokenType = (typeof types)[number];
type Modifier = (typeof modifiers)[number];

/** Standard token types, so that every theme colours them: elements are enum members, sites properties, quantities functions. */
export const semanticTokensLegend: SemanticTokensLegend = {
  tokenTypes: [...types],
  tokenModifiers: [...modifiers],
};

interface Token {
  readonly start: number;
  readonly end: number;
  readonly type: TokenType;
  readonly modifiers: readonly Modifier[];
}

/**
 * Every word of a file, or of the statements in a range of it, by what it is; what the parser could not read keeps the editor's own
 * colours.
 */
export function semanticTokens(document: ParsedDocument, range?: Range): SemanticTokens {
  const { text, parsed } = document;
  const span = range ? spanOf(text, range) : parsed.tree.span;
  const tokens = [...statementTokens(document, span), ...commentTokens(document, span)];
  return {
    data: encode(
      document,
      tokens.sort((a, b) => a.start - b.start),
    ),
  };
}

function commentTokens({ parsed }: ParsedDocument, { start, end }: Span): readonly Token[] {
  const comments = parsed.tree.comments.filter(({ span }) => span.start <= end && span.end >= start);
  return comments.map(({ span }) => ({ ...span, type: 'comment', modifiers: [] }));
}

function statementTokens(document: ParsedDocument, span: Span): readonly Token[] {
  const { tree } = document.parsed;
  const names = new Map(occurrencesIn(tree).map((occurrence) => [occurrence.span.start, occurrence]));
  const tokens: Token[] = [];
  const commentsIn = commentsByPlace(tree.comments.map(({ span }) => span));
  for (const { statement } of statementsIn(tree, span)) {
    const leaves: Token[] = [];
    addLeaves(statement, (node) => {
      const name = names.get(node.span.start);
      const found = leafToken(node, name?.kind, name?.declares ?? false);
      if (found) leaves.push(found);
    });
    tokens.push(
      ...leaves,
      ...keywordTokens(document, statement.span, [...leaves, ...commentsIn(statement.span)]),
    );
  }
  return tokens;
}

function addLeaves(node: SyntaxNode, add: (leaf: SyntaxNode) => void): void {
  const children = childrenOf(node);
  if (children.length === 0) add(node);
  for (const child of children) addLeaves(child, add);
}

function leafToken(node: SyntaxNode, name: string | undefined, declares: boolean): Token | undefined {
  const token = (type: TokenType, ...more: Modifier[]): Token => ({ ...node.span, type, modifiers: more });
  switch (node.kind) {
    case 'identifier':
      if (name === undefined) return token('function', 'defaultLibrary');
      return token(name === 'family' ? 'class' : 'variable', ...(declares ? (['declaration'] as const) : []));
    case 'formula':
      return token('type');
    case 'element':
      return token('enumMember');
    case 'site':
      return token('property');
    case 'number':
      return token('number');
    case 'unit':
      return token('keyword');
    case 'string':
      return token('string');
    default:
      return undefined;
  }
}

/** Finds the comments inside statements that are asked for in the order of the text. */
function commentsByPlace(comments: readonly Span[]): (statement: Span) => readonly Span[] {
  let next = 0;
  return ({ start, end }) => {
    while ((comments[next]?.end ?? Infinity) <= start) next += 1;
    const inside: Span[] = [];
    for (let at = next; (comments[at]?.start ?? Infinity) < end; at += 1) inside.push(comments[at] as Span);
    return inside;
  };
}

const WORD = /[a-z]+/g;

/** Keywords have no nodes of their own: they are the words of a statement between its leaves. */
function keywordTokens({ text }: ParsedDocument, span: Span, pieces: readonly Span[]): readonly Token[] {
  const covered = [...pieces].sort((a, b) => a.start - b.start);
  const tokens: Token[] = [];
  let position = span.start;
  for (const { start, end } of [...covered, { start: span.end, end: span.end }]) {
    const gap = text.getText().slice(position, Math.max(position, start));
    for (const match of gap.matchAll(WORD)) {
      if (!keywordNamed(match[0])) continue;
      const from = position + match.index;
      tokens.push({ start: from, end: from + match[0].length, type: 'keyword', modifiers: [] });
    }
    position = Math.max(position, end);
  }
  return tokens;
}

/** The protocol's form: five numbers a token, each relative to the token before; tokens do not go over line ends. */
function encode({ text }: ParsedDocument, tokens: readonly Token[]): number[] {
  const data: number[] = [];
  const whole = text.getText();
  let [line, character] = [0, 0];
  for (const token of tokens) {
    for (const { start, end } of linesOf(whole, token)) {
      const place = text.positionAt(start);
      const sameLine = place.line === line;
      const marks = token.modifiers.reduce((bits, modifier) => bits | (1 << modifiers.indexOf(modifier)), 0);
      data.push(
        place.line - line,
        sameLine ? place.character - character : place.character,
        end - start,
        types.indexOf(token.type),
        marks,
      );
      ({ line, character } = place);
    }
  }
  return data;
}

/** The pieces of a token on each of its lines. */
function linesOf(
  text: string,
  { start, end }: Token,
): readonly { readonly start: number; readonly end: number }[] {
  const lineEnd = text.indexOf('\n', start);
  if (lineEnd < 0 || lineEnd >= end) return [{ start, end }];
  const pieces: { start: number; end: number }[] = [];
  let from = start;
  for (const line of text.slice(start, end).split('\n')) {
    const length = line.endsWith('\r') ? line.length - 1 : line.length;
    if (length > 0) pieces.push({ start: from, end: from + length });
    from += line.length + 1;
  }
  return pieces;
}
