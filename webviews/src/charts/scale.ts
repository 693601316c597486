/** Linear scales with round ticks. */

export interface LinearScale {
  readonly domain: readonly [number, number];
  readonly range: readonly [number, number];
  /** Where a value lies on the page. */
  at(value: number): number;
}

export function linearScale(
  domain: readonly [number, number],
  range: readonly [number, number],
): LinearScale {
  const [from, to] = domain;
  const [start, end] = range;
  const width = to - from || 1;
  return { domain, range, at: (value) => start + ((value - from) / width) * (end - start) };
}

/** A step of 1, 2 or 5 times a power of ten that parts the width into about `wanted` pieces. */
export function roundStep(width: number, wanted: number): number {
  const rough = width / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = rough / power;
  if (factor > 7.07) return 10 * power;
  if (factor > 3.16) return 5 * power;
  return factor > 1.41 ? 2 * power : power;
}

/** Round values inside [from, to], ascending. A range without width has its one value. */
export function ticks(from: number, to: number, wanted: number): readonly number[] {
  if (!(to > from)) return [from];
  const step = roundStep(to - from, wanted);
  // The tolerance keeps an end that floating point has pushed just outside its own step.
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => tidy((first + index) * step));
}

/** The range widened to round ends, so that no mark touches the frame. */
export function roundedDomain(from: number, to: number, wanted: number): readonly [number, number] {
  if (!(to > from)) return [from - 0.5, to + 0.5];
  const step = roundStep(to - from, wanted);
  return [tidy(Math.floor(from / step + 1e-9) * step), tidy(Math.ceil(to / step - 1e-9) * step)];
}

/** Tick labels with the decimals that their step needs, and a true minus sign. */
export function tickLabels(values: readonly number[]): readonly string[] {
  const decimals = Math.max(0, ...values.map((value) => decimalsOf(value)));
  return values.map((value) => value.toFixed(decimals).replace('-', '\u2212'));
}

function decimalsOf(value: number): number {
  return String(value).split('.')[1]?.length ?? 0;
}

/** Multiples of a decimal step carry the noise of floating point; twelve digits are far more than a page can show. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}
