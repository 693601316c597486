/** Marker fixtures: `<|…|>` marks a range of a source text, `<|>` a place in it. */
import { parse, type Span } from '@spinel-studio/grammar';
import { expect } from 'vitest';
import type { FindingCode } from '../../catalogue.ts';
import { withSyntaxFindings } from '../findings/syntaxFindings.ts';
import { resolveStudy } from '../resolveStudy.ts';
import type { Finding, QuickFix, ResolutionEnvironment, Study, TableSource } from '../types.ts';

export interface MarkedText {
  readonly text: string;
  /** In the order of the text; a place is an empty range. */
  readonly ranges: readonly Span[];
}

export function readMarks(marked: string): MarkedText {
  const ranges: { start: number; end: number }[] = [];
  const open: { start: number; end: number }[] = [];
  let text = '';
  for (const piece of marked.split(/(<\|>|<\||\|>)/)) {
    if (piece === '<|' || piece === '<|>') {
      const range = { start: text.length, end: text.length };
      ranges.push(range);
      if (piece === '<|') open.push(range);
    } else if (piece === '|>') {
      const range = open.pop();
      if (range === undefined) throw new Error(`A mark is closed that was never opened: ${marked}`);
      range.end = text.length;
    } else text += piece;
  }
  if (open.length > 0) throw new Error(`A mark is never closed: ${marked}`);
  return { text, ranges };
}

/** All three models installed, no tables, no limit in sight; a throwing part of resolution fails the test. */
export const usualEnvironment: ResolutionEnvironment = {
  table: () => undefined,
  predictedQuantities: new Set(['gap', 'spinel', 'hull']),
  candidateLimit: 1_000_000,
  predictionsPerSecond: 2_000,
  failed(part, error) {
    throw new Error(`${part} failed`, { cause: error });
  },
};

/** A table source with line numbers as a CSV reader gives them: the header is line 1. */
export function tableOf(columns: readonly string[], ...rows: readonly (readonly string[])[]): TableSource {
  return { ok: true, columns, rows: rows.map((cells, index) => ({ line: index + 2, cells })) };
}

/** Resolves a text; findings of the parser are among the study's. */
export function resolveText(text: string, environment: Partial<ResolutionEnvironment> = {}): Study {
  const parsed = parse(text);
  return withSyntaxFindings(resolveStudy(parsed, { ...usualEnvironment, ...environment }), parsed, text);
}

export function applyFix(text: string, { edits }: QuickFix): string {
  return edits
    .toSorted((a, b) => b.span.start - a.span.start)
    .reduce((sofar, { span, text: put }) => sofar.slice(0, span.start) + put + sofar.slice(span.end), text);
}

interface Expectation {
  /** A part of the message, or a pattern in it. */
  readonly message?: string | RegExp;
  /** The text after the first fix. */
  readonly fixed?: string;
  /** The titles of all fixes. */
  readonly fixes?: readonly string[];
  readonly environment?: Partial<ResolutionEnvironment>;
}

/** Expects findings of this code exactly at the marked ranges, no error besides, and the first one with this message and fix. */
export function expectFinding(marked: string, code: FindingCode, expectation: Expectation = {}): Finding {
  const { text, ranges } = readMarks(marked);
  const { findings } = resolveText(text, expectation.environment);
  const found = findings.filter((finding) => finding.code === code);
  const quote = ({ start, end }: Span): string =>
    `${start}..${end} ${JSON.stringify(text.slice(start, end))}`;
  expect(found.map(({ span }) => quote(span))).toEqual(ranges.map(quote));
  const otherErrors = findings.filter((finding) => finding.severity === 'error' && finding.code !== code);
  expect(otherErrors.map(({ code: other, message }) => `${other} ${message}`)).toEqual([]);
  const [first] = found;
  if (first === undefined) throw new Error(`There is no ${code}.`);
  if (expectation.message !== undefined) expect(first.message).toMatch(expectation.message);
  if (expectation.fixes !== undefined)
    expect(first.fixes.map(({ title }) => title)).toEqual(expectation.fixes);
  if (expectation.fixed !== undefined) {
    const [fix] = first.fixes;
    expect(fix === undefined ? 'no fix' : applyFix(text, fix)).toBe(expectation.fixed);
  }
  return first;
}

/** Expects no finding of this code, or none at all. */
export function expectNoFinding(
  text: string,
  code?: FindingCode,
  environment: Partial<ResolutionEnvironment> = {},
): void {
  const { findings } = resolveText(text, environment);
  const found = findings.filter((finding) => code === undefined || finding.code === code);
  expect(found.map((finding) => `${finding.code} ${finding.message}`)).toEqual([]);
}
