import { type DocumentHighlight, DocumentHighlightKind, type Position } from 'vscode-languageserver';
import type { ParsedDocument } from '../documents/studyDocument.ts';
import { rangeOf } from './positions.ts';
import { occurrencesAt } from './syntax/names.ts';

/** The other places of the name under the cursor; its declaration shows as written to. */
export function documentHighlight(document: ParsedDocument, position: Position): DocumentHighlight[] | null {
  const found = occurrencesAt(document.parsed.tree, document.text.offsetAt(position));
  if (!found) return null;
  return found.same.map(({ span, declares }) => ({
    range: rangeOf(document.text, span),
    kind: declares ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
  }));
}
