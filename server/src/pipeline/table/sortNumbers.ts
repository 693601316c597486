/**
 * The places of numbers in ascending or descending order; equal numbers stay in the order of their places, and NaN, which stands for a
 * missing value, comes last either way. A radix sort on the bits: a million numbers take a few hundredths of a second, where a comparing
 * sort takes one.
 */
export function sortedPlaces(values: Float64Array, descending: boolean): Uint32Array {
  const { low, high } = sortableBits(values, descending);
  let order: Uint32Array = Uint32Array.from({ length: values.length }, (_, place) => place);
  let spare: Uint32Array = new Uint32Array(values.length);
  for (const [bits, shift] of [
    [low, 0],
    [low, 16],
    [high, 0],
    [high, 16],
  ] as const) {
    if (!distribute(bits, shift, order, spare)) continue;
    [order, spare] = [spare, order];
  }
  return order;
}

/** Unsigned integers of 64 bits, in two halves, in the order of the numbers. */
function sortableBits(values: Float64Array, descending: boolean): { low: Uint32Array; high: Uint32Array } {
  // Adding zero turns −0 into 0, which has other bits but is the same number.
  const normal = values.map((value) => value + 0);
  const words = new Uint32Array(normal.buffer);
  const low = new Uint32Array(values.length);
  const high = new Uint32Array(values.length);
  for (let place = 0; place < values.length; place += 1) {
    const lowWord = words[2 * place] ?? 0;
    const highWord = words[2 * place + 1] ?? 0;
    if (Number.isNaN(normal[place])) {
      low[place] = 0xffff_ffff;
      high[place] = 0xffff_ffff;
      continue;
    }
    // Negative numbers are stored by magnitude, so theirs turn over; positive ones only have to stand above them. Descending is the
    // complement of that.
    const negative = highWord >>> 31 === 1;
    low[place] = negative === descending ? lowWord : ~lowWord;
    high[place] = descending
      ? highWord ^ (negative ? 0 : 0x7fff_ffff)
      : highWord ^ (negative ? -1 : 0x8000_0000);
  }
  return { low, high };
}

/** One stable pass by sixteen bits; false where all numbers agree in them. */
function distribute(bits: Uint32Array, shift: number, from: Uint32Array, to: Uint32Array): boolean {
  const counts = new Uint32Array(65_537);
  for (let place = 0; place < bits.length; place += 1) {
    const key = (((bits[place] ?? 0) >>> shift) & 0xffff) + 1;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  if (counts.includes(bits.length)) return false;
  for (let key = 1; key < counts.length; key += 1) counts[key] = (counts[key] ?? 0) + (counts[key - 1] ?? 0);
  for (const place of from) {
    const key = ((bits[place] ?? 0) >>> shift) & 0xffff;
    const target = counts[key] ?? 0;
    to[target] = place;
    counts[key] = target + 1;
  }
  return true;
}
