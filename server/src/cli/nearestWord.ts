import { slipsBetween } from '@spinel-studio/grammar';

/** The word that a writer of `text` most likely meant, where one is near enough to be worth suggesting. */
export function nearestWord(text: string, words: readonly string[]): string | undefined {
  const typed = text.toLowerCase();
  const tolerance = typed.length <= 3 ? 1 : Math.floor(typed.length / 3);
  let best: string | undefined;
  let least = tolerance + 1;
  for (const word of words) {
    // Someone who types the beginning of a word means it, however long the rest is.
    const distance = typed.length >= 2 && word.startsWith(typed) ? 0.5 : slipsBetween(typed, word);
    if (distance < least) {
      best = word;
      least = distance;
    }
  }
  return best;
}
