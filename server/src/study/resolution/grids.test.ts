import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rational } from '../../chemistry/rational.ts';
import { ratio } from '../testing/handmade.ts';
import { amountGrid, dividesRange, dividingSteps, MOST_POINTS } from './grids.ts';

function grid(step: string, held: string, from?: string, to?: string): string {
  const request = { step: ratio(step), from: from ? ratio(from) : undefined, to: to ? ratio(to) : undefined };
  return amountGrid(request, ratio(held)).join(' ');
}

describe('an amount grid', () => {
  it('runs from the step to complete substitution', () => {
    expect(grid('0.25', '1')).toBe('0.25 0.5 0.75 1');
    expect(grid('1/6', '1/2')).toBe('1/6 1/3 0.5');
    expect(grid('0.1', '2').split(' ')).toHaveLength(20);
  });

  it('keeps to the range, both ends included', () => {
    expect(grid('0.05', '2', '0.05', '0.2')).toBe('0.05 0.1 0.15 0.2');
    expect(grid('0.5', '2', '0.5')).toBe('0.5 1 1.5 2');
    expect(grid('0.5', '2', undefined, '1')).toBe('0.5 1');
  });

  it('starts at the step where the range starts at zero, which is the base itself', () => {
    expect(grid('0.25', '1', '0', '0.5')).toBe('0.25 0.5');
  });

  it('ends with complete substitution even where the step does not reach it', () => {
    expect(grid('0.3', '1')).toBe('0.3 0.6 0.9 1');
    expect(grid('0.3', '1', '0.3', '0.9')).toBe('0.3 0.6 0.9');
    expect(grid('2', '1')).toBe('');
  });

  it('ends where a mixed site has no more of the element', () => {
    expect(grid('0.2', '0.5', undefined, '1')).toBe('0.2 0.4 0.5');
    expect(grid('0.2', '0.5', '0.6', '1')).toBe('');
  });

  it('has no points without a step above zero, and none where there would be too many', () => {
    expect(grid('0', '1')).toBe('');
    expect(grid('-0.1', '1')).toBe('');
    expect(grid('0.000001', '1')).toBe('');
    expect(amountGrid({ step: ratio('0.00001'), from: undefined, to: undefined }, ratio('1'))).toHaveLength(
      MOST_POINTS,
    );
  });

  it('is ascending, evenly spaced but for its last point, and within the range', () => {
    const amount = fc
      .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 20 }))
      .map(([n, d]) => Rational.of(n, d));
    const maybe = fc.option(amount, { nil: undefined });
    fc.assert(
      fc.property(amount, amount, maybe, maybe, (step, held, from, to) => {
        const points = amountGrid({ step, from, to }, held);
        const last = points.at(-1);
        for (const [place, point] of points.entries()) {
          expect(point.isPositive && point.compare(held) <= 0).toBe(true);
          if (to !== undefined && to.compare(held) < 0) expect(point.compare(to)).toBeLessThanOrEqual(0);
          if (from !== undefined) expect(point.compare(from)).toBeGreaterThanOrEqual(0);
          const next = points[place + 1];
          if (next === undefined) continue;
          const width = next.subtract(point);
          expect(width.isPositive && (next === last ? width.compare(step) <= 0 : width.equals(step))).toBe(
            true,
          );
        }
        if (last !== undefined && (to === undefined || to.compare(held) >= 0))
          expect(last.equals(held)).toBe(true);
      }),
    );
  });
});

describe('steps that divide a range', () => {
  it('suggests the nearest ones, short decimals first', () => {
    const suggest = (step: string, held: string) =>
      dividingSteps({ step: ratio(step), from: undefined, to: undefined }, ratio(held)).join(' ');
    expect(suggest('0.3', '1')).toBe('0.25 0.2 1/3');
    expect(suggest('3', '2')).toBe('2 1');
  });

  it('suggests only steps that do divide it', () => {
    const number = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(number, number, number, (n, d, held) => {
        const request = { step: Rational.of(n, d), from: undefined, to: undefined };
        const site = Rational.of(held);
        const near = dividingSteps(request, site);
        expect(near.length).toBeGreaterThan(0);
        for (const step of near) expect(dividesRange({ ...request, step }, site)).toBe(true);
      }),
    );
  });
});
