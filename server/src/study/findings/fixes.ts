/** The shapes that quick fixes take. */
import type { Span } from '@spinel-studio/grammar';
import type { QuickFix } from '../types.ts';

export function replacement(span: Span, text: string, title = `Replace by ${text}`): QuickFix {
  return { title, edits: [{ span, text }] };
}

/** One fix for each suggestion, in their order. */
export function replacements(span: Span, suggestions: readonly string[]): readonly QuickFix[] {
  return suggestions.map((text) => replacement(span, text));
}

export function insertion(at: number, text: string, title: string): QuickFix {
  return { title, edits: [{ span: { start: at, end: at }, text }] };
}

export function removal(span: Span, title: string): QuickFix {
  return { title, edits: [{ span, text: '' }] };
}

/**
 * Removes one item of a list together with what parts it from its neighbour; undefined where it is the only one, since most lists
 * must not become empty.
 */
export function removalFromList(
  items: readonly { readonly span: Span }[],
  index: number,
  title: string,
): QuickFix | undefined {
  const item = items[index];
  const before = items[index - 1];
  const after = items[index + 1];
  if (item === undefined) return undefined;
  if (before !== undefined) return removal({ start: before.span.end, end: item.span.end }, title);
  if (after !== undefined) return removal({ start: item.span.start, end: after.span.start }, title);
  return undefined;
}
