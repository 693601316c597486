/**
 * The number of slips that make one word from the other: letters added, left out, changed or swapped with their neighbour. It is the
 * optimal string alignment distance (Damerau 1964, restricted to one edit a place). Where it is at least `limit` the answer is `limit`,
 * which is known without comparing letters when the lengths differ that much.
 */
export function slipsBetween(left: string, right: string, limit = Number.POSITIVE_INFINITY): number {
  if (Math.abs(left.length - right.length) >= limit) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const differs = left[row - 1] === right[column - 1] ? 0 : 1;
      let slips = Math.min(
        (last[column] as number) + 1,
        (current[column - 1] as number) + 1,
        (last[column - 1] as number) + differs,
      );
      const swapped =
        row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (swapped) slips = Math.min(slips, (beforeLast[column - 2] as number) + 1);
      current.push(slips);
    }
    beforeLast = last;
    last = current;
  }
  return Math.min(limit, last[right.length] as number);
}
