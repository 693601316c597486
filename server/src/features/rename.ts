import {
  LSPErrorCodes,
  type Position,
  type Range,
  ResponseError,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { ParsedDocument } from '../documents/studyDocument.ts';
import { rangeOf } from './positions.ts';
import { isReservedWord } from './syntax/keywords.ts';
import { type Occurrence, occurrencesAt, occurrencesIn } from './syntax/names.ts';

const NAME = /^[a-z_][A-Za-z0-9_]*$/;

/** The name at a position and its range, where it is one that this file declares. */
export function prepareRename(
  document: ParsedDocument,
  position: Position,
): { range: Range; placeholder: string } | null {
  const found = renamable(document, position);
  if (!found) return null;
  return { range: rangeOf(document.text, found.here.span), placeholder: found.here.name };
}

/**
 * Renames a pool, base or family everywhere in its file.
 * @throws ResponseError where the new name is not one, is a keyword, or is taken.
 */
export function rename(document: ParsedDocument, position: Position, newName: string): WorkspaceEdit | null {
  const found = renamable(document, position);
  if (!found) return null;
  refuseBadName(newName);
  const taken = occurrencesIn(document.parsed.tree).some(
    ({ kind, name, declares }) => declares && kind === found.here.kind && name === newName,
  );
  if (taken && newName !== found.here.name) {
    throw new ResponseError(
      LSPErrorCodes.RequestFailed,
      `There is a ${found.here.kind} named ${newName} already. Choose another name.`,
    );
  }
  const edits = found.same.map(({ span }) => ({ range: rangeOf(document.text, span), newText: newName }));
  return { changes: { [document.uri]: edits } };
}

function renamable(
  document: ParsedDocument,
  position: Position,
): { readonly here: Occurrence; readonly same: readonly Occurrence[] } | undefined {
  const found = occurrencesAt(document.parsed.tree, document.text.offsetAt(position));
  if (!found?.here.renamable || !found.same.some(({ declares }) => declares)) return undefined;
  return found;
}

function refuseBadName(name: string): void {
  if (!NAME.test(name)) {
    throw new ResponseError(
      LSPErrorCodes.RequestFailed,
      `"${name}" is no name: begin with a small letter and go on with letters, digits or underscores.`,
    );
  }
  if (isReservedWord(name)) {
    throw new ResponseError(LSPErrorCodes.RequestFailed, `"${name}" is a keyword. Choose another name.`);
  }
}
