/** Which of the words someone may have meant. */
import { slipsBetween } from './slips.ts';

const LONGEST = 24;

/**
 * The candidate that is at most two slips from the word (one for words of four letters or fewer), the nearest first; a slip is a
 * letter too many, missing, wrong or swapped with its neighbour. Capitals do not count.
 */
export function nearest<Word extends string>(word: string, candidates: readonly Word[]): Word | undefined {
  if (word.length > LONGEST) return undefined;
  let best: Word | undefined;
  let least = word.length <= 4 ? 2 : 3;
  for (const candidate of candidates) {
    const slips = slipsBetween(word.toLowerCase(), candidate.toLowerCase(), least);
    if (slips < least) {
      least = slips;
      best = candidate;
    }
  }
  return best;
}
