import { format } from '@spinel-studio/grammar';
import type { Range, TextEdit } from 'vscode-languageserver';
import type { ParsedDocument } from '../documents/studyDocument.ts';
import { isBefore } from './positions.ts';

/** The edits that bring a file into its usual form: only lines that change, so that the cursor and folds stay where they are. */
export function formatting({ text }: ParsedDocument): TextEdit[] {
  const before = text.getText();
  return changedLines(before, format(before).text);
}

/** The same for the lines of a range. */
export function rangeFormatting(document: ParsedDocument, range: Range): TextEdit[] {
  return formatting(document).filter(
    (edit) => !isBefore(edit.range.end, range.start) && !isBefore(range.end, edit.range.start),
  );
}

/** One edit for each run of lines that differ, aligned by the lines that both texts have. */
function changedLines(before: string, after: string): TextEdit[] {
  if (before === after) return [];
  const [old, fresh] = [linesOf(before), linesOf(after)];
  const edits: TextEdit[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < fresh.length) {
    if (i < old.length && old[i] === fresh[j]) {
      i += 1;
      j += 1;
      continue;
    }
    const [oldEnd, freshEnd] = nextCommon(old, fresh, i, j);
    edits.push(replaceLines(old, i, oldEnd, fresh.slice(j, freshEnd).join('')));
    [i, j] = [oldEnd, freshEnd];
  }
  return edits;
}

/** Lines with their ends, so that joining them gives the text back. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? [];
}

/** Lines looked ahead for a common one; statements that are broken up or joined span fewer. */
const LOOKAHEAD = 60;

/** The nearest place behind (i, j) where both texts go on with the same line. */
function nextCommon(
  old: readonly string[],
  fresh: readonly string[],
  i: number,
  j: number,
): [number, number] {
  for (let distance = 1; distance <= LOOKAHEAD; distance += 1) {
    for (let a = 0; a <= distance; a += 1) {
      const [oldAt, freshAt] = [i + a, j + distance - a];
      const line = old[oldAt];
      if (line !== undefined && line.trim() !== '' && line === fresh[freshAt]) return [oldAt, freshAt];
    }
  }
  return [old.length, fresh.length];
}

function replaceLines(old: readonly string[], from: number, to: number, newText: string): TextEdit {
  const last = old[to - 1] ?? '';
  const ended = /[\r\n]$/.test(last) || to === from;
  const end = ended ? { line: to, character: 0 } : { line: to - 1, character: last.length };
  return { range: { start: { line: from, character: 0 }, end }, newText };
}
