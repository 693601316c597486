import { findings as catalogue, type Severity } from '../catalogue.ts';
import { lineFinder } from '../pipeline/candidateRow.ts';
import type { Finding } from '../study/types.ts';
import type { Painter } from './colours.ts';
import { displayWidth } from './textTable.ts';

/** Where a finding begins and ends, counted from 1 as editors do. Columns count UTF-16 code units. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Longer source lines are cut to this many characters around the finding. */
const SHOWN_WIDTH = 120;

/** Finds the place of a span in a text. */
export function placeFinder(text: string): (span: { start: number; end: number }) => Place {
  const lineOf = lineFinder(text);
  const columnOf = (offset: number) => offset - (text.lastIndexOf('\n', offset - 1) + 1) + 1;
  return ({ start, end }) => ({
    line: lineOf(start),
    column: columnOf(start),
    endLine: lineOf(end),
    endColumn: columnOf(end),
  });
}

/** Findings with the source lines they are about and carets under what is meant, in the order of the text. */
export function reportFindings(
  file: string,
  text: string,
  findings: readonly Finding[],
  paint: Painter,
): readonly string[] {
  const placeOf = placeFinder(text);
  const ordered = findings.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  return ordered.flatMap((finding) => reportOne(file, text, finding, placeOf, paint));
}

function reportOne(
  file: string,
  text: string,
  finding: Finding,
  placeOf: (span: Finding['span']) => Place,
  paint: Painter,
): string[] {
  const place = placeOf(finding.span);
  const { severity, code, message } = finding;
  const lines = [
    `${paint(severity, severity)} ${code}: ${message}`,
    `  ${paint('faint', `${file}:${place.line}:${place.column}`)}`,
    ...excerpt(text, finding.span, place, (caret) => paint(severity, caret)),
  ];
  for (const related of finding.related ?? []) {
    const { line, column } = placeOf(related.span);
    lines.push(`  ${paint('faint', `${file}:${line}:${column}`)} ${related.message}`);
  }
  const [fix] = finding.fixes;
  if (fix !== undefined) lines.push(`  ${paint('faint', 'fix:')} ${fix.title}`);
  lines.push('');
  return lines;
}

function excerpt(
  text: string,
  span: { readonly start: number; readonly end: number },
  { line, column }: Place,
  paintCaret: (caret: string) => string,
): string[] {
  const from = span.start - (column - 1);
  const end = text.indexOf('\n', from);
  const whole = text.slice(from, end < 0 ? text.length : end).replace(/\r$/, '');
  const cut = Math.max(0, column - 1 - SHOWN_WIDTH / 2);
  const shown = whole.slice(cut, cut + SHOWN_WIDTH).replaceAll('\t', ' ');
  const before = shown.slice(0, column - 1 - cut);
  const marked = shown.slice(before.length, before.length + Math.max(1, span.end - span.start));
  const margin = String(line);
  const carets = '^'.repeat(Math.max(1, displayWidth(marked)));
  const gap = ' '.repeat(displayWidth(before));
  return [`  ${margin} | ${shown}`, `  ${' '.repeat(margin.length)} | ${gap}${paintCaret(carets)}`];
}

/** `2 errors, 1 warning` */
export function countFindings(findings: readonly Finding[]): string {
  const severities: readonly Severity[] = ['error', 'warning', 'hint'];
  const counts = severities.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}${count === 1 ? '' : 's'}`];
  });
  return counts.length === 0 ? 'no findings' : counts.join(', ');
}

/** A finding as other programs read it. */
export function findingAsJson(file: string, finding: Finding, place: Place) {
  const { code, severity, message, fixes } = finding;
  const title = catalogue[code].title;
  return { file, ...place, code, severity, title, message, fixes: fixes.map((fix) => fix.title) };
}
