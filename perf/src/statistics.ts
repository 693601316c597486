/** The quantile of a sample by linear interpolation between order statistics (R's type 7); NaN for an empty sample. */
export function quantile(sample: readonly number[], probability: number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  const position = (sorted.length - 1) * probability;
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) {
    return Number.NaN;
  }
  return below + (above - below) * (position - Math.floor(position));
}

/** Milliseconds as text, with as many digits as a reader needs. */
export function milliseconds(value: number): string {
  return `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`;
}
