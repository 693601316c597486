/** Tokens to the leaves of the tree. What is malformed stays a leaf, with a problem beside it. */
import type { IToken } from 'chevrotain';
import { tokenEnd } from './lexer.ts';
import type {
  ElementReference,
  FormulaLiteral,
  Identifier,
  NumberLiteral,
  QuantityReference,
  SiteDeclaration,
  SiteReference,
  Span,
  StringLiteral,
  SyntaxProblem,
  UnitLiteral,
} from './syntax.ts';
import { Name } from './tokens.ts';

/** Takes what is wrong while a tree is built. */
export type ProblemSink = (problem: SyntaxProblem) => void;

/** Digits beyond which a number cannot be meant. */
const LONGEST_NUMBER = 40;
const WELL_FORMED = /^(?:\d+(?:\.\d+)?|\.\d+|\d+\/\d+)$/;

export function spanOf(token: IToken): Span {
  return { start: token.startOffset, end: tokenEnd(token) };
}

export function identifier(token: IToken): Identifier {
  return { kind: 'identifier', name: token.image, span: spanOf(token) };
}

export function formula(token: IToken): FormulaLiteral {
  return { kind: 'formula', text: token.image, span: spanOf(token) };
}

export function element(token: IToken): ElementReference {
  return { kind: 'element', symbol: token.image, span: spanOf(token) };
}

export function site(token: IToken): SiteReference {
  return { kind: 'site', name: token.image, span: spanOf(token) };
}

export function unit(token: IToken): UnitLiteral {
  return { kind: 'unit', text: token.image, span: spanOf(token) };
}

/** A pool's name or an element: both stand in pools and as quantities. */
export function member(token: IToken): QuantityReference {
  return token.tokenType === Name ? identifier(token) : element(token);
}

/** A base as it is referred to: by formula or by name. */
export function baseReference(token: IToken): FormulaLiteral | Identifier {
  return token.tokenType === Name ? identifier(token) : formula(token);
}

/** A number with the minus sign before it, if there is one. */
export function number(token: IToken, minus: IToken | undefined, report: ProblemSink): NumberLiteral {
  const span = { start: (minus ?? token).startOffset, end: tokenEnd(token) };
  const remedy = numberRemedy(token.image);
  if (remedy !== undefined) report({ code: 'SP1003', span: spanOf(token), ...remedy });
  return { kind: 'number', text: minus === undefined ? token.image : `-${token.image}`, span };
}

function numberRemedy(text: string): { message: string; expected: string[] } | undefined {
  if (text.length > LONGEST_NUMBER) {
    return { message: `Numbers have at most ${LONGEST_NUMBER} digits here; shorten this one.`, expected: [] };
  }
  if (WELL_FORMED.test(text)) {
    return /\/0+$/.test(text)
      ? { message: `\`${text}\` divides by zero; write a fraction such as \`1/8\`.`, expected: ['1/8'] }
      : undefined;
  }
  const suggestion = suggestedNumber(text);
  const advice =
    suggestion === undefined
      ? 'Write a decimal such as `0.1` or a fraction such as `1/8`.'
      : `Write \`${suggestion}\`.`;
  return {
    message: `\`${text}\` is no number. ${advice}`,
    expected: suggestion === undefined ? [] : [suggestion],
  };
}

/** What a malformed number probably means: a decimal comma, an exponent, a dot or slash at the end. */
function suggestedNumber(text: string): string | undefined {
  const trimmed = text.replace(/[./]$/, '');
  if (WELL_FORMED.test(trimmed)) return trimmed;
  const pointed = text.replace(',', '.');
  if (WELL_FORMED.test(pointed)) return pointed;
  if (!/[eE]/.test(text)) return undefined;
  const plain = Number(text)
    .toFixed(12)
    .replace(/\.?0+$/, '');
  return WELL_FORMED.test(plain) && plain !== '0' ? plain : undefined;
}

/** Text in quotes. Only `\"` and `\\` are escapes, so that paths with backslashes stay what they are. */
export function string(token: IToken, report: ProblemSink): StringLiteral {
  const closed = isClosed(token.image);
  if (!closed) {
    report({
      code: 'SP1003',
      span: spanOf(token),
      message: 'This text has no closing quote on its line; put `"` at its end.',
      expected: ['"'],
    });
  }
  const inner = token.image.slice(1, closed ? -1 : undefined);
  return { kind: 'string', value: inner.replace(/\\(["\\])/g, '$1'), span: spanOf(token) };
}

function isClosed(image: string): boolean {
  if (image.length < 2 || !image.endsWith('"')) return false;
  let backslashes = 0;
  while (image[image.length - 2 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 0;
}

/** `X3` is a site with its multiplicity. */
export function siteDeclaration(token: IToken, report: ProblemSink): SiteDeclaration {
  const span = spanOf(token);
  const split = span.start + nameLength(token.image);
  const name: SiteReference = {
    kind: 'site',
    name: token.image.slice(0, split - span.start),
    span: { start: span.start, end: split },
  };
  if (!/^[A-Z][A-Za-z]*$/.test(name.name)) {
    report({
      code: 'SP1001',
      span,
      message: `\`${token.image}\` is no site. A site has a name that starts with a capital and a multiplicity, such as \`B2\`.`,
      expected: [],
    });
  }
  const digits = { ...token, image: token.image.slice(split - span.start), startOffset: split };
  return {
    kind: 'site-declaration',
    name,
    multiplicity: digits.image === '' ? undefined : number(digits, undefined, report),
    span,
  };
}

function nameLength(image: string): number {
  let length = image.length;
  while (length > 1 && /[0-9./]/.test(image[length - 1] ?? '')) length -= 1;
  return length;
}
