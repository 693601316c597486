/** Which of the words someone may have meant. */

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

/** The optimal string alignment distance, or `limit` where it is at least that. */
function slipsBetween(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) >= limit) return limit;
  const rows = [Array.from({ length: right.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= left.length; row += 1) rows.push(nextRow(left, right, row, rows));
  return Math.min(limit, rows.at(-1)?.at(-1) ?? limit);
}

function nextRow(left: string, right: string, row: number, rows: readonly (readonly number[])[]): number[] {
  const above = rows[row - 1] ?? [];
  const line = [row];
  for (let column = 1; column <= right.length; column += 1) {
    const differs = left[row - 1] === right[column - 1] ? 0 : 1;
    const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
    line.push(
      Math.min(
        (above[column] ?? 0) + 1,
        (line[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + differs,
        swapped && row > 1 && column > 1 ? (rows[row - 2]?.[column - 2] ?? 0) + 1 : limitless,
      ),
    );
  }
  return line;
}

const limitless = Number.POSITIVE_INFINITY;
