/** Problems of the parser as findings, with the fixes that their expectations allow. */
import type { ParseResult, Span, SyntaxProblem } from '@spinel-studio/grammar';
import { findings } from '../../catalogue.ts';
import { readSpaceGroup } from '../../chemistry/spaceGroups.ts';
import type { Finding, QuickFix, Study } from '../types.ts';
import { didYouMean } from './didYouMean.ts';
import { insertion, removal, replacements } from './fixes.ts';

/** More insertions to choose from would only bury the others. */
const MOST_INSERTIONS = 3;

/** Characters around a problem in which a word before or behind it is looked for. */
const FARTHEST_WORD = 80;

export function syntaxFindings(problems: readonly SyntaxProblem[], text: string): readonly Finding[] {
  return problems.map((problem) => {
    const { code, span, message } = problem;
    return { code, severity: findings[code].severity, span, message, fixes: fixesOf(problem, text) };
  });
}

/** The study with the findings of its text among its own, in the order of the text. */
export function withSyntaxFindings(study: Study, { problems }: ParseResult, text: string): Study {
  if (problems.length === 0) return study;
  const all = [...syntaxFindings(problems, text), ...study.findings];
  return { ...study, findings: all.toSorted((a, b) => a.span.start - b.span.start) };
}

function fixesOf({ span, message, expected }: SyntaxProblem, text: string): readonly QuickFix[] {
  const found = text.slice(span.start, span.end);
  if (/^;+$/.test(found)) return [removal(span, 'Remove the semicolon')];
  if (expected.length === 0) return [];
  const symbol = bareSpaceGroup(span, text);
  if (symbol !== undefined) return replacements(symbol, [`"${text.slice(symbol.start, symbol.end)}"`]);
  const near = didYouMean(found, expected);
  if (near.length > 0) return replacements(span, near);
  if (!/\bexpected\b/i.test(message)) return [];
  return expected.slice(0, MOST_INSERTIONS).map((word) => missingWord(span, message, word));
}

/** The extent of the symbol of a space group that stands behind `spacegroup` without quotes, which the lexer may have cut into pieces. */
function bareSpaceGroup({ start }: Span, text: string): Span | undefined {
  if (!/\bspacegroup\s+$/.test(text.slice(Math.max(0, start - FARTHEST_WORD), start))) return undefined;
  const [word = ''] = /^[^\s{}"]+/.exec(text.slice(start, start + FARTHEST_WORD)) ?? [];
  return readSpaceGroup(word) === undefined ? undefined : { start, end: start + word.length };
}

/** The parser marks the word before what is missing, or the word found in its place. */
function missingWord(span: Span, message: string, word: string): QuickFix {
  const title = `Insert ${word}`;
  return message.includes(', but found ')
    ? insertion(span.start, `${word} `, title)
    : insertion(span.end, ` ${word}`, title);
}
