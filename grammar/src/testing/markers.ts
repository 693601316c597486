/** Source text with `<|…|>` around the pieces that a test is about. */
import type { Span } from '../syntax.ts';

export interface MarkedText {
  readonly text: string;
  readonly ranges: readonly Span[];
}

export function marked(source: string): MarkedText {
  const ranges: Span[] = [];
  let text = '';
  let start = 0;
  for (const piece of source.split(/(<\||\|>)/)) {
    if (piece === '<|') start = text.length;
    else if (piece === '|>') ranges.push({ start, end: text.length });
    else text += piece;
  }
  return { text, ranges };
}
