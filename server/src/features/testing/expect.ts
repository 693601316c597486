/** One helper a feature, so that a test reads like a sentence. Source texts carry the markers of `marked.ts`. */

import { expect } from 'vitest';
import type { CompletionItem, InlayHint, TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { GapSource } from '../../documents/gapSource.ts';
import type { StudyDocument } from '../../documents/studyDocument.ts';
import { completion } from '../completion.ts';
import { definition } from '../definition.ts';
import { diagnostics } from '../diagnostics.ts';
import { type HoverServices, hover } from '../hover.ts';
import { inlayHint, type Kept } from '../inlayHint.ts';
import { references } from '../references.ts';
import { rename } from '../rename.ts';
import { KnownGaps } from './knownGaps.ts';
import { marked, opened, withoutCarets } from './marked.ts';

/** Every `<|…|>` of the source is a diagnostic with the code of its place in the list, and there are no others. */
export function expectDiagnostics(source: string, ...codes: readonly string[]): void {
  const { text, ranges } = marked(source);
  const document = opened(text);
  const found = diagnostics(document.resolved(), '').map(({ code, range }) => ({ code, range }));
  const wanted = ranges.map(({ start, end }, index) => ({
    code: codes[index],
    range: { start: document.text.positionAt(start), end: document.text.positionAt(end) },
  }));
  expect(found).toEqual(wanted);
}

const noPredictions: HoverServices = {
  gaps: new KnownGaps({}),
  model: async () => undefined,
  status: () => ({ state: 'idle', device: undefined, model: undefined, error: undefined }),
  trusted: true,
  images: false,
};

/** What a hover may ask, and the quantities that models answer; the gap alone where nothing is said. */
export type HoverSetting = Partial<HoverServices> & { readonly quantities?: readonly string[] };

/** The markdown of the hover at the cursor; null where there is none. */
export async function hoverAt(
  source: string,
  { quantities, ...services }: HoverSetting = {},
): Promise<string | null> {
  const { text, cursors } = marked(source);
  const document = opened(text, quantities).resolved();
  const found = await hover(document, document.text.positionAt(cursors[0] ?? 0), {
    ...noPredictions,
    ...services,
  });
  if (found === null) return null;
  const { contents } = found;
  return typeof contents === 'object' && 'value' in contents ? contents.value : String(contents);
}

export async function expectHover(
  source: string,
  services: HoverSetting,
  ...parts: readonly (string | RegExp)[]
): Promise<void> {
  const found = await hoverAt(source, services);
  for (const part of parts) expect(found).toMatch(part);
}

/** Hints as the caret labels under their lines say, and no others. Counts and ranges are found first. */
export async function expectHints(
  source: string,
  gaps: GapSource,
  kept: (document: StudyDocument, statement: number) => Kept | undefined = () => undefined,
): Promise<void> {
  const { text, labels } = withoutCarets(source);
  const document = opened(text);
  await document.counted();
  for (const [index, statement] of document.parsed().parsed.tree.statements.entries()) {
    if (statement.kind === 'substitute')
      await document.ranges.find(index, gaps, new AbortController().signal);
  }
  const hints = hintsOf(document, gaps, kept);
  expect(hints.map(({ position, label }) => ({ ...position, label }))).toEqual(labels);
}

/** All hints of a document with what is known now. */
export function hintsOf(
  document: StudyDocument,
  gaps: GapSource,
  kept: (document: StudyDocument, statement: number) => Kept | undefined = () => undefined,
): InlayHint[] {
  const everything = { start: { line: 0, character: 0 }, end: { line: 1e6, character: 0 } };
  return inlayHint(
    document.resolved(),
    everything,
    {
      gap: (query) => gaps.known(query),
      corrected: (query) => gaps.known(query, 'correct'),
      counts: document.countsKnown(),
      range: (statement) => document.ranges.known(statement),
      kept: (statement) => kept(document, statement),
    },
    { gaps: true, counts: true },
  );
}

export async function completionsAt(
  source: string,
  tables: Readonly<Record<string, readonly string[]>> = {},
): Promise<CompletionItem[]> {
  const { text, cursors } = marked(source);
  const document = opened(text).resolved();
  return completion(document, document.text.positionAt(cursors[0] ?? 0), {
    paths: async () => Object.keys(tables),
    columnsOf: (path) => tables[path] ?? [],
  });
}

/** What is offered at the cursor begins with these labels. */
export async function expectCompletion(source: string, ...labels: readonly string[]): Promise<void> {
  const items = await completionsAt(source);
  expect(items.map(({ label }) => label).slice(0, labels.length)).toEqual(labels);
}

/** The source after the completion with this label is taken. */
export async function completed(
  source: string,
  label: string,
  tables: Readonly<Record<string, readonly string[]>> = {},
): Promise<string> {
  const { text } = marked(source);
  const items = await completionsAt(source, tables);
  const edit = items.find((one) => one.label === label)?.textEdit;
  if (!edit || !('range' in edit)) throw new Error(`${label} is not offered.`);
  return applied(text, [edit]);
}

/** The cursor leads to the range of the source. */
export function expectDefinition(source: string): void {
  const { text, cursors, ranges } = marked(source);
  const document = opened(text).parsed();
  const found = definition(document, document.text.positionAt(cursors[0] ?? 0));
  const places = Array.isArray(found) ? found : found ? [found] : [];
  expect(places.map(({ range }) => range)).toEqual(
    ranges.map(({ start, end }) => ({
      start: document.text.positionAt(start),
      end: document.text.positionAt(end),
    })),
  );
}

/** The references of the name at the cursor are exactly the ranges of the source. */
export function expectReferences(source: string): void {
  const { text, cursors, ranges } = marked(source);
  const document = opened(text).parsed();
  const found = references(document, document.text.positionAt(cursors[0] ?? 0), true) ?? [];
  expect(found.map(({ range }) => document.text.getText(range))).toEqual(
    ranges.map(({ start, end }) => text.slice(start, end)),
  );
  expect(found.map(({ range }) => document.text.offsetAt(range.start))).toEqual(
    ranges.map(({ start }) => start),
  );
}

/** The source with the name at the cursor changed. */
export function renamed(source: string, newName: string): string {
  const { text, cursors } = marked(source);
  const document = opened(text).parsed();
  return edited(text, rename(document, document.text.positionAt(cursors[0] ?? 0), newName) ?? {});
}

export function edited(text: string, edit: WorkspaceEdit): string {
  return applied(text, Object.values(edit.changes ?? {}).flat());
}

export function applied(text: string, edits: readonly TextEdit[]): string {
  return TextDocument.applyEdits(TextDocument.create('file:///study.spinel', 'spinel', 1, text), [...edits]);
}
