import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rational } from './rational.ts';

/** The same number in bigint arithmetic, which serves as the oracle. */
interface Big {
  readonly n: bigint;
  readonly d: bigint;
}

const big = (value: Rational): Big => ({ n: BigInt(value.numerator), d: BigInt(value.denominator) });
const same = (a: Big, b: Big) => a.n * b.d === b.n * a.d;

const small = fc
  .tuple(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: 1, max: 1e6 }))
  .map(([n, d]) => Rational.of(n, d));
const large = fc
  .tuple(fc.maxSafeInteger(), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }))
  .map(([n, d]) => Rational.of(n, d));

/** The result, or undefined where it is refused because it does not fit; never a rounded one. */
function orRefused(compute: () => Rational): Rational | undefined {
  try {
    return compute();
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return undefined;
  }
}

describe('Rational', () => {
  it.each([small, large])('agrees with bigint arithmetic or refuses', (numbers) => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const [x, y] = [big(a), big(b)];
        const results: [Rational | undefined, Big][] = [
          [orRefused(() => a.add(b)), { n: x.n * y.d + y.n * x.d, d: x.d * y.d }],
          [orRefused(() => a.subtract(b)), { n: x.n * y.d - y.n * x.d, d: x.d * y.d }],
          [orRefused(() => a.multiply(b)), { n: x.n * y.n, d: x.d * y.d }],
        ];
        if (!b.isZero) results.push([orRefused(() => a.divide(b)), { n: x.n * y.d, d: x.d * y.n }]);
        for (const [result, expected] of results) {
          if (result !== undefined) expect(same(big(result), expected)).toBe(true);
        }
        const order = x.n * y.d - y.n * x.d;
        expect(Math.sign(a.compare(b))).toBe(order < 0n ? -1 : order > 0n ? 1 : 0);
        expect(a.equals(b)).toBe(order === 0n);
      }),
    );
  });

  it('never refuses numbers of the size of amounts', () => {
    const amount = fc
      .tuple(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 1, max: 1000 }))
      .map(([n, d]) => Rational.of(n, d));
    fc.assert(
      fc.property(amount, amount, amount, (a, b, c) => {
        expect(
          a
            .add(b)
            .multiply(c)
            .equals(a.multiply(c).add(b.multiply(c))),
        ).toBe(true);
        expect(
          a
            .add(b)
            .add(c)
            .equals(a.add(b.add(c))),
        ).toBe(true);
        expect(a.subtract(a).isZero).toBe(true);
        if (!b.isZero) expect(a.divide(b).multiply(b).equals(a)).toBe(true);
      }),
    );
  });

  it('prints what it parses to the same number', () => {
    fc.assert(
      fc.property(fc.oneof(small, large), (value) => {
        expect(Rational.parse(value.toString())?.equals(value)).toBe(true);
      }),
    );
  });

  it.each([
    ['2', '2'],
    ['0.1', '0.1'],
    ['.5', '0.5'],
    ['1/6', '1/6'],
    ['2/4', '0.5'],
    ['0.10', '0.1'],
    ['-3', '-3'],
    ['-0.25', '-0.25'],
    ['17/6', '17/6'],
    ['0', '0'],
    ['-0', '0'],
    ['0.000000000001', '0.000000000001'],
    ['1/1024', '0.0009765625'],
    ['1/8192', '1/8192'],
    ['3.0000000000000000000', '3'],
  ])('reads %s and prints %s', (text, printed) => {
    expect(Rational.parse(text)?.toString()).toBe(printed);
  });

  it.each([
    '',
    '.',
    '1.',
    '1.2.3',
    '1/0',
    '1/2/3',
    '1e3',
    'a',
    ' 1',
    '1/0.5',
    '99999999999999999999',
    '0.12345678901234567',
  ])('does not read %j', (text) => {
    expect(Rational.parse(text)).toBeUndefined();
  });

  it('keeps a tenth a tenth, where floating point does not', () => {
    const tenth = Rational.of(1, 10);
    let sum = Rational.zero;
    for (let step = 0; step < 10; step += 1) sum = sum.add(tenth);
    expect(sum.equals(Rational.one)).toBe(true);
    expect(Rational.of(3, 10).toNumber()).toBe(0.3);
  });

  it('refuses what is no ratio of safe integers', () => {
    expect(() => Rational.of(0.5)).toThrow(RangeError);
    expect(() => Rational.of(1, 0)).toThrow(RangeError);
    expect(() => Rational.of(2 ** 53)).toThrow(RangeError);
    expect(() => Rational.one.divide(Rational.zero)).toThrow(RangeError);
    const fine = Rational.of(1, Number.MAX_SAFE_INTEGER);
    expect(() => fine.multiply(fine)).toThrow(RangeError);
  });
});
