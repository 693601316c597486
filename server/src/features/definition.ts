import type { Definition, Position } from 'vscode-languageserver';
import type { ParsedDocument } from '../documents/studyDocument.ts';
import { rangeOf } from './positions.ts';
import { occurrencesAt } from './syntax/names.ts';

/** Where the pool, base or family at a position is declared; a formula leads to the base with that formula. */
export function definition(document: ParsedDocument, position: Position): Definition | null {
  const found = occurrencesAt(document.parsed.tree, document.text.offsetAt(position));
  const declarations = found?.same.filter(({ declares }) => declares) ?? [];
  if (declarations.length === 0) return null;
  return declarations.map(({ span }) => ({ uri: document.uri, range: rangeOf(document.text, span) }));
}
