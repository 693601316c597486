/**
 * The words, numbers and formulas of the language as regular expressions, for editors that colour text without the parser. They say
 * what `characters.ts` says, as far as one line allows; a test compares the two on every example.
 */
import { builtInPoolNames, units } from '../vocabulary.ts';

const NOT_AFTER_WORD = '(?<![A-Za-z0-9_.])';
const NOT_BEFORE_WORD = '(?![A-Za-z0-9_]|\\.(?!\\.))';

/** A dot or slash belongs to a literal unless a second one follows (a range, a comment). */
const DOT_OR_SLASH = '\\.(?!\\.)|\\/(?![\\/*])';

export const formulaPattern = `[A-Z(\\[](?:[A-Za-z0-9_()\\[\\]·₀-₉]|${DOT_OR_SLASH})*`;
export const namePattern = '[a-z](?:[A-Za-z0-9_]|\\.(?!\\.))*';
export const numberPattern = `(?:\\d|(?<!\\.)\\.(?=\\d))(?:\\d|${DOT_OR_SLASH}|,(?=\\d))*(?:[eE][+-]?\\d+)?`;
export const unitPattern = `(?:${alternatives(units.map(({ name }) => name))})(?![A-Za-z0-9_])`;
export const builtInPoolPattern = word(builtInPoolNames);

/** Exactly one of these words. */
export function word(words: readonly string[]): string {
  return `${NOT_AFTER_WORD}(?:${alternatives(words)})${NOT_BEFORE_WORD}`;
}

/** One of the texts, the longest first so that none hides another. */
function alternatives(texts: readonly string[]): string {
  const longestFirst = [...texts].sort(
    (left, right) => right.length - left.length || (left < right ? -1 : 1),
  );
  return longestFirst.map((text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('|');
}
