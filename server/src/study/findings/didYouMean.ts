/** Which of the known words a mistyped one may stand for. */
import { slipsBetween } from '@spinel-studio/grammar';

const MOST_SUGGESTIONS = 3;

/** Longer words are no slips of a finger, and comparing them costs the square of their length. */
const LONGEST_WORD = 64;

/**
 * The candidates that are within a third of the word's length in slips (at least one), nearest first, at most three. A slip is a letter
 * added, left out, changed or swapped with its neighbour; another capitalisation counts as half a slip.
 */
export function didYouMean(word: string, candidates: Iterable<string>): readonly string[] {
  if (word.length === 0 || word.length > LONGEST_WORD) return [];
  const limit = Math.max(1, Math.floor(word.length / 3));
  const near: { readonly candidate: string; readonly slips: number }[] = [];
  for (const candidate of new Set(candidates)) {
    if (candidate === word || Math.abs(candidate.length - word.length) > limit) continue;
    const slips = slipsBetween(word.toLowerCase(), candidate.toLowerCase());
    if (slips <= limit) near.push({ candidate, slips: slips === 0 ? 0.5 : slips });
  }
  near.sort((a, b) => a.slips - b.slips || a.candidate.length - b.candidate.length);
  return near.slice(0, MOST_SUGGESTIONS).map(({ candidate }) => candidate);
}

/** "Did you mean `late` or `later`?", or nothing where there is nothing to suggest. */
export function asQuestion(suggestions: readonly string[]): string {
  return suggestions.length === 0
    ? ''
    : ` Did you mean ${suggestions.map((word) => `\`${word}\``).join(' or ')}?`;
}
