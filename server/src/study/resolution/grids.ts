/** The amounts x of a substitution, exact. */
import { Rational } from '../../chemistry/rational.ts';

/** What a clause says of its amounts, per formula unit. */
export interface GridRequest {
  readonly step: Rational;
  readonly from: Rational | undefined;
  readonly to: Rational | undefined;
}

/** Points beyond which a grid is a slip of the pen: a step of 1e-9, say. */
export const MOST_POINTS = 100_000;

/**
 * The amounts from `from` (or the step) to `to` (or all that the site holds of the element), ascending. Complete substitution is
 * the last point wherever it lies in the range, even where the step does not reach it. An amount of zero is the base itself and no
 * point. Empty where the step is not above zero, the range is empty, or there would be more than `MOST_POINTS` points.
 *
 * @param held what the site holds of the element that gives way
 */
export function amountGrid({ step, from, to }: GridRequest, held: Rational): readonly Rational[] {
  if (!step.isPositive) return [];
  const start = from?.isPositive ? from : step;
  const end = to !== undefined && to.compare(held) < 0 ? to : held;
  const count = stepsBetween(start, end, step) + 1;
  if (count > MOST_POINTS) return [];
  const grid: Rational[] = [];
  for (let point = 0; point < count; point += 1) grid.push(start.add(step.multiply(Rational.of(point))));
  const reachesEnd = grid.at(-1)?.equals(held) ?? false;
  if (end.equals(held) && !reachesEnd && start.compare(held) <= 0) grid.push(held);
  return grid;
}

/** How many whole steps fit between two amounts; -1 where the first is the larger one. */
export function stepsBetween(start: Rational, end: Rational, step: Rational): number {
  const room = end.subtract(start);
  if (room.numerator < 0) return -1;
  return Math.floor(room.divide(step).toNumber());
}

/** Whether whole steps lead from the start of the range to its end; without `from`, the range starts at zero. */
export function dividesRange({ step, from, to }: GridRequest, held: Rational): boolean {
  const end = to ?? held;
  return end.subtract(from ?? Rational.zero).divide(step).isInteger;
}

/** Steps near the given one that do divide the range, the nearest first; short decimals before fractions. */
export function dividingSteps(request: GridRequest, held: Rational): readonly Rational[] {
  const range = (request.to ?? held).subtract(request.from ?? Rational.zero);
  if (!range.isPositive || !request.step.isPositive) return [];
  const steps = range.divide(request.step).toNumber();
  const counts = new Set(
    [Math.floor(steps), Math.ceil(steps), Math.ceil(steps) + 1].filter((count) => count > 0),
  );
  return [...counts]
    .map((count) => range.divide(Rational.of(count)))
    .toSorted((a, b) => {
      const shorter = Number(a.toString().includes('/')) - Number(b.toString().includes('/'));
      return shorter || distance(a, request.step) - distance(b, request.step);
    });
}

function distance(a: Rational, b: Rational): number {
  return Math.abs(a.subtract(b).toNumber());
}
