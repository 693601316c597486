/**
 * Source text with markers: `<|>` is a cursor, `<|…|>` a range. Caret labels under a line, `//   ^ label`, name what an editor shows
 * at that column of the line above.
 */
import { parse } from '@spinel-studio/grammar';
import { DocumentStore, type Knowledge } from '../../documents/documentStore.ts';
import type { StudyDocument } from '../../documents/studyDocument.ts';
import { createCandidateSpace } from '../../study/candidates/candidateSpace.ts';
import { resolveStudy } from '../../study/resolveStudy.ts';

export interface Marked {
  readonly text: string;
  /** Offsets of the cursors. */
  readonly cursors: readonly number[];
  readonly ranges: readonly { readonly start: number; readonly end: number }[];
}

export function marked(source: string): Marked {
  const cursors: number[] = [];
  const ranges: { start: number; end: number }[] = [];
  let text = '';
  let open: number | undefined;
  for (const part of source.split(/(<\|>|<\||\|>)/)) {
    if (part === '<|>') cursors.push(text.length);
    else if (part === '<|') open = text.length;
    else if (part === '|>' && open !== undefined) ranges.push({ start: open, end: text.length });
    else text += part;
  }
  return { text, cursors, ranges };
}

export interface CaretLabel {
  readonly line: number;
  readonly character: number;
  readonly label: string;
}

/** The text without its lines of caret labels, and the labels with their places. */
export function withoutCarets(source: string): {
  readonly text: string;
  readonly labels: readonly CaretLabel[];
} {
  const lines: string[] = [];
  const labels: CaretLabel[] = [];
  for (const line of source.split('\n')) {
    const match = /^\/\/(\s*)\^ (.*)$/.exec(line);
    if (match)
      labels.push({ line: lines.length - 1, character: 2 + (match[1]?.length ?? 0), label: match[2] ?? '' });
    else lines.push(line);
  }
  return { text: lines.join('\n'), labels };
}

/** What the shipped model answers, without reading its manifest. */
export const modelKnowledge: Knowledge = {
  predictedQuantities: new Set(['gap']),
  candidateLimit: 1_000_000,
  predictionsPerSecond: 3000,
};

/** An open document as the server has it, in a folder without tables; by default with a model of gaps alone. */
export function opened(text: string, quantities: readonly string[] = ['gap']): StudyDocument {
  const store = new DocumentStore(
    {
      rungs: { parse, resolve: resolveStudy, enumerate: createCandidateSpace },
      readTable: async () => ({ ok: false, reason: 'it does not exist' }),
      documentsChanged: () => {},
    },
    { ...modelKnowledge, predictedQuantities: new Set(quantities) },
  );
  return store.open('file:///study.spinel', 1, text);
}
