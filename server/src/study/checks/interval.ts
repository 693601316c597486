/** Intervals of real numbers, with open or closed ends. */
import type { ScreenTest } from '../types.ts';

export interface Interval {
  readonly least: number;
  readonly most: number;
  readonly openBelow: boolean;
  readonly openAbove: boolean;
}

const everything: Interval = {
  least: Number.NEGATIVE_INFINITY,
  most: Number.POSITIVE_INFINITY,
  openBelow: false,
  openAbove: false,
};

/** The values that pass a comparison or a range. */
export function intervalOf(test: Extract<ScreenTest, { kind: 'compare' | 'range' }>): Interval {
  if (test.kind === 'range') return { ...everything, least: test.low, most: test.high };
  const { operator, value } = test;
  if (operator === '=') return { ...everything, least: value, most: value };
  const open = operator === '<' || operator === '>';
  return operator.startsWith('<')
    ? { ...everything, most: value, openAbove: open }
    : { ...everything, least: value, openBelow: open };
}

export function overlap(a: Interval, b: Interval): Interval {
  const lower = a.least > b.least || (a.least === b.least && a.openBelow) ? a : b;
  const upper = a.most < b.most || (a.most === b.most && a.openAbove) ? a : b;
  return {
    least: lower.least,
    openBelow: lower.openBelow,
    most: upper.most,
    openAbove: upper.openAbove,
  };
}

export function isEmpty({ least, most, openBelow, openAbove }: Interval): boolean {
  return least > most || (least === most && (openBelow || openAbove));
}
