/** Ways to look at syntax trees in tests. */
import type { Span, StudyFile } from '../syntax.ts';

export interface AnyNode {
  readonly kind: string;
  readonly span: Span;
}

/** Every node below a value, parents before children, with its parent. */
export function* nodesOf(
  value: unknown,
  parent?: AnyNode,
): Generator<{ node: AnyNode; parent: AnyNode | undefined }> {
  if (typeof value !== 'object' || value === null) return;
  const node = isNode(value) ? value : undefined;
  if (node !== undefined) yield { node, parent };
  for (const part of Object.values(value)) yield* nodesOf(part, node ?? parent);
}

function isNode(value: object): value is AnyNode {
  return 'kind' in value && 'span' in value;
}

/** A value without any span: what a text means, wherever it stands. */
export function withoutSpans(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSpans);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => key !== 'span' && key !== 'operatorSpan');
  return Object.fromEntries(kept.map(([key, part]) => [key, withoutSpans(part)]));
}

/** What a file means, and its comments; blanks at the end of a line comment do not count. */
export function meaning(tree: StudyFile): unknown {
  return {
    statements: withoutSpans(tree.statements),
    comments: tree.comments.map(({ text }) => (text.startsWith('//') ? text.trimEnd() : text)),
  };
}
