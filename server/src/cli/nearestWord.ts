/** The word that a writer of `text` most likely meant, where one is near enough to be worth suggesting. */
export function nearestWord(text: string, words: readonly string[]): string | undefined {
  const typed = text.toLowerCase();
  const tolerance = typed.length <= 3 ? 1 : Math.floor(typed.length / 3);
  let best: string | undefined;
  let least = tolerance + 1;
  for (const word of words) {
    // Someone who types the beginning of a word means it, however long the rest is.
    const distance = typed.length >= 2 && word.startsWith(typed) ? 0.5 : editDistance(typed, word);
    if (distance < least) {
      best = word;
      least = distance;
    }
  }
  return best;
}

/** Letters to add, leave out, replace or exchange with their neighbour (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      let least = Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1);
      const exchanged = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (exchanged) least = Math.min(least, (before[column - 2] ?? 0) + 1);
      current.push(least);
    }
    before = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
