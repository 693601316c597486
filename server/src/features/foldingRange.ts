import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver';
import type { ParsedDocument } from '../documents/studyDocument.ts';
import { lineOf } from './positions.ts';

/** Statements and comments over several lines, and runs of line comments. */
export function foldingRange({ text, parsed }: ParsedDocument): FoldingRange[] {
  const ranges: FoldingRange[] = [];
  for (const { span } of parsed.tree.statements) {
    const [startLine, endLine] = [lineOf(text, span.start), lineOf(text, span.end)];
    if (endLine > startLine) ranges.push({ startLine, endLine });
  }
  let open: { startLine: number; endLine: number } | undefined;
  for (const { span } of parsed.tree.comments) {
    const [startLine, endLine] = [lineOf(text, span.start), lineOf(text, span.end)];
    if (open && startLine === open.endLine + 1) {
      open.endLine = endLine;
      continue;
    }
    if (open && open.endLine > open.startLine) ranges.push({ ...open, kind: FoldingRangeKind.Comment });
    open = { startLine, endLine };
  }
  if (open && open.endLine > open.startLine) ranges.push({ ...open, kind: FoldingRangeKind.Comment });
  return ranges;
}
