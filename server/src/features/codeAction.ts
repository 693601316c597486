import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  type Range,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { ResolvedDocument } from '../documents/studyDocument.ts';
import type { Finding, QuickFix } from '../study/types.ts';
import { findingsOf } from './diagnostics.ts';
import { rangeOf, spanOf } from './positions.ts';

/** What the client wants to see: kinds, and the diagnostics that it shows in the range. */
export interface CodeActionWish {
  readonly only?: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Quick fixes of the findings that a range touches, and one action that mends all findings with a single sure fix. */
export function codeAction(document: ResolvedDocument, range: Range, wish: CodeActionWish): CodeAction[] {
  const actions: CodeAction[] = [];
  if (wanted(CodeActionKind.QuickFix, wish)) actions.push(...quickFixes(document, range, wish));
  if (wanted(CodeActionKind.SourceFixAll, wish)) actions.push(...fixAll(document));
  return actions;
}

function quickFixes(document: ResolvedDocument, range: Range, wish: CodeActionWish): CodeAction[] {
  const { start, end } = spanOf(document.text, range);
  const here = findingsOf(document).filter(({ span }) => span.start <= end && span.end >= start);
  return here.flatMap((finding) =>
    finding.fixes.map((fix, index) => {
      const shown = shownAs(document, finding, wish);
      return {
        title: fix.title,
        kind: CodeActionKind.QuickFix,
        ...(shown ? { diagnostics: [shown] } : {}),
        ...(index === 0 ? { isPreferred: true } : {}),
        edit: editOf(document, [fix]),
      };
    }),
  );
}

/** The client's own copy of a finding's diagnostic, so that it ties the fix to the squiggle it shows. */
function shownAs(document: ResolvedDocument, finding: Finding, wish: CodeActionWish): Diagnostic | undefined {
  return wish.diagnostics.find(
    ({ code, range }) =>
      code === finding.code &&
      document.text.offsetAt(range.start) <= finding.span.end &&
      document.text.offsetAt(range.end) >= finding.span.start,
  );
}

function fixAll(document: ResolvedDocument): CodeAction[] {
  const fixes = compatible(
    findingsOf(document).flatMap((finding) => finding.fixes.filter((fix) => isSure(finding, fix))),
  );
  if (fixes.length === 0) return [];
  const count = fixes.length === 1 ? '1 finding' : `${fixes.length} findings`;
  return [
    { title: `Fix ${count} in this file`, kind: CodeActionKind.SourceFixAll, edit: editOf(document, fixes) },
  ];
}

/** The only fix of its finding, and one that takes away nothing that somebody may want to keep. */
function isSure({ fixes, severity }: Finding, { edits }: QuickFix): boolean {
  return fixes.length === 1 && (severity === 'error' || edits.some(({ text }) => text !== ''));
}

/** The fixes whose edits do not overlap with those of an earlier one; the rest is found again after the first are applied. */
function compatible(fixes: readonly QuickFix[]): readonly QuickFix[] {
  const taken: { readonly start: number; readonly end: number }[] = [];
  return fixes.filter(({ edits }) => {
    const free = edits.every(({ span }) =>
      taken.every(({ start, end }) => span.end < start || span.start > end),
    );
    if (free) taken.push(...edits.map(({ span }) => span));
    return free;
  });
}

function editOf(document: ResolvedDocument, fixes: readonly QuickFix[]): WorkspaceEdit {
  const edits = fixes.flatMap(({ edits }) =>
    edits.map(({ span, text }) => ({ range: rangeOf(document.text, span), newText: text })),
  );
  return { changes: { [document.uri]: edits } };
}

/** A kind is wanted where it or a kind above it is asked for, or where nothing particular is. */
function wanted(kind: string, { only }: CodeActionWish): boolean {
  return !only || only.length === 0 || only.some((asked) => kind === asked || kind.startsWith(`${asked}.`));
}
