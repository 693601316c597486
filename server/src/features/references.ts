import type { Location, Position } from 'vscode-languageserver';
import type { ParsedDocument } from '../documents/studyDocument.ts';
import { rangeOf } from './positions.ts';
import { occurrencesAt } from './syntax/names.ts';

/** Every place that uses the pool, base or family at a position. */
export function references(
  document: ParsedDocument,
  position: Position,
  includeDeclaration: boolean,
): Location[] | null {
  const found = occurrencesAt(document.parsed.tree, document.text.offsetAt(position));
  if (!found) return null;
  return found.same
    .filter(({ declares }) => includeDeclaration || !declares)
    .map(({ span }) => ({ uri: document.uri, range: rangeOf(document.text, span) }));
}
