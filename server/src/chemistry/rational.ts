/**
 * Exact rational numbers: amounts of elements, grid points and multiplicities (ARCHITECTURE.md, wall 4).
 *
 * Numerator and denominator are safe integers, so that the hot path, enumerating candidates, runs on plain numbers.
 * Where an intermediate product leaves the safe range, the operation is repeated with bigint and its reduced result
 * is used. A reduced result that is itself outside the safe range is never rounded: the operation throws a
 * RangeError.
 */

const MAX = Number.MAX_SAFE_INTEGER;

/** Decimals up to this length are printed as decimals; longer ones read better as fractions. */
const MAX_PRINTED_DECIMALS = 12;

/** Digits beyond which a literal cannot be meant and is not worth converting. */
const MAX_LITERAL_LENGTH = 40;

const LITERAL = /^([+-]?)(?:(\d+)(?:\.(\d+))?|\.(\d+)|(\d+)\/(\d+))$/;

export class Rational {
  static readonly zero: Rational = new Rational(0, 1);
  static readonly one: Rational = new Rational(1, 1);

  /** A safe integer that carries the sign. */
  readonly numerator: number;
  /** A safe integer above zero, without a common divisor with the numerator. */
  readonly denominator: number;

  private constructor(numerator: number, denominator: number) {
    this.numerator = numerator;
    this.denominator = denominator;
  }

  /**
   * The number `numerator / denominator` in lowest terms.
   * @throws RangeError where an argument is no safe integer or the denominator is zero.
   */
  static of(numerator: number, denominator = 1): Rational {
    if (!Number.isSafeInteger(numerator) || !Number.isSafeInteger(denominator) || denominator === 0) {
      throw new RangeError(`${numerator}/${denominator} is no ratio of safe integers.`);
    }
    return denominator < 0 ? reduced(-numerator, -denominator) : reduced(numerator, denominator);
  }

  /**
   * The number that a literal stands for: `2`, `0.1`, `.5`, `-3`, `1/6`. Undefined where the text is no such literal, where a
   * denominator is zero, or where the exact value does not fit into safe integers.
   */
  static parse(text: string): Rational | undefined {
    const match = text.length <= MAX_LITERAL_LENGTH ? LITERAL.exec(text) : null;
    if (match === null) return undefined;
    const [, sign, whole, decimals, bareDecimals, over, under] = match;
    const digits = over ?? (whole ?? '') + (decimals ?? bareDecimals ?? '');
    const divisor = under ?? `1${'0'.repeat((decimals ?? bareDecimals ?? '').length)}`;
    const numerator = Number(`${sign}${digits}`);
    const denominator = Number(divisor);
    if (denominator === 0) return undefined;
    if (Math.abs(numerator) <= MAX && denominator <= MAX) return reduced(numerator, denominator);
    const magnitude = BigInt(digits);
    return reducedBig(sign === '-' ? -magnitude : magnitude, BigInt(divisor));
  }

  add(other: Rational): Rational {
    return sum(this, other.numerator, other.denominator);
  }

  subtract(other: Rational): Rational {
    return sum(this, -other.numerator, other.denominator);
  }

  multiply(other: Rational): Rational {
    return product(this.numerator, this.denominator, other.numerator, other.denominator);
  }

  /** @throws RangeError on division by zero. */
  divide(other: Rational): Rational {
    if (other.numerator === 0) throw new RangeError('A rational number cannot be divided by zero.');
    const sign = other.numerator < 0 ? -1 : 1;
    return product(this.numerator, this.denominator, sign * other.denominator, sign * other.numerator);
  }

  negate(): Rational {
    return this.numerator === 0 ? this : new Rational(-this.numerator, this.denominator);
  }

  /** Below zero where this number is the smaller one, zero where both are equal, above zero otherwise. */
  compare(other: Rational): number {
    if (this.denominator === other.denominator) return this.numerator - other.numerator;
    const left = this.numerator * other.denominator;
    const right = other.numerator * this.denominator;
    if (Math.abs(left) <= MAX && Math.abs(right) <= MAX) return left - right;
    const exactLeft = BigInt(this.numerator) * BigInt(other.denominator);
    const exactRight = BigInt(other.numerator) * BigInt(this.denominator);
    return exactLeft < exactRight ? -1 : exactLeft > exactRight ? 1 : 0;
  }

  /** Lowest terms are unique, so equal numbers have equal parts. */
  equals(other: Rational): boolean {
    return this.numerator === other.numerator && this.denominator === other.denominator;
  }

  get isInteger(): boolean {
    return this.denominator === 1;
  }

  get isZero(): boolean {
    return this.numerator === 0;
  }

  get isPositive(): boolean {
    return this.numerator > 0;
  }

  /** The nearest floating-point number: division of safe integers rounds only once. */
  toNumber(): number {
    return this.numerator / this.denominator;
  }

  /** The exact decimal where it ends after at most twelve places (`0.125`), a fraction otherwise (`1/6`). */
  toString(): string {
    if (this.denominator === 1) return String(this.numerator);
    const places = decimalPlaces(this.denominator);
    if (places === undefined) return `${this.numerator}/${this.denominator}`;
    const scaled = (BigInt(Math.abs(this.numerator)) * 10n ** BigInt(places)) / BigInt(this.denominator);
    const digits = scaled.toString().padStart(places + 1, '0');
    const sign = this.numerator < 0 ? '-' : '';
    return `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
  }

  /** For internal use of this module, which has checked that both parts are safe and in lowest terms. */
  static trusted(numerator: number, denominator: number): Rational {
    return numerator === 0 ? Rational.zero : new Rational(numerator, denominator);
  }
}

/** The greatest common divisor of two safe integers, at least zero. */
export function gcd(a: number, b: number): number {
  let x = Math.abs(a);
  let y = Math.abs(b);
  while (y !== 0) {
    const rest = x % y;
    x = y;
    y = rest;
  }
  return x;
}

function reduced(numerator: number, denominator: number): Rational {
  const divisor = gcd(numerator, denominator);
  return Rational.trusted(numerator / divisor, denominator / divisor);
}

/** Undefined where the reduced number does not fit into safe integers. */
function reducedBig(numerator: bigint, denominator: bigint): Rational | undefined {
  let x = numerator < 0n ? -numerator : numerator;
  let y = denominator;
  while (y !== 0n) [x, y] = [y, x % y];
  const top = Number(numerator / x);
  const bottom = Number(denominator / x);
  return Math.abs(top) <= MAX && bottom <= MAX ? Rational.trusted(top, bottom) : undefined;
}

function exactBig(numerator: bigint, denominator: bigint): Rational {
  const result = reducedBig(numerator, denominator);
  if (result === undefined) {
    throw new RangeError(`The exact value ${numerator}/${denominator} is too large or too fine to be kept.`);
  }
  return result;
}

/**
 * `a + numerator/denominator`. The denominators' common divisor is taken out first, which keeps intermediates small
 * (Knuth, TAOCP 4.5.1).
 */
function sum(a: Rational, numerator: number, denominator: number): Rational {
  const common = a.denominator === denominator ? denominator : gcd(a.denominator, denominator);
  const left = a.numerator * (denominator / common);
  const right = numerator * (a.denominator / common);
  const top = left + right;
  if (Math.abs(left) > MAX || Math.abs(right) > MAX || Math.abs(top) > MAX) {
    return bigSum(a, numerator, denominator);
  }
  const divisor = gcd(top, common);
  const bottom = (a.denominator / common) * (denominator / divisor);
  return bottom > MAX ? bigSum(a, numerator, denominator) : Rational.trusted(top / divisor, bottom);
}

function bigSum(a: Rational, numerator: number, denominator: number): Rational {
  const top = BigInt(a.numerator) * BigInt(denominator) + BigInt(numerator) * BigInt(a.denominator);
  return exactBig(top, BigInt(a.denominator) * BigInt(denominator));
}

/** Numerators are reduced against the opposite denominators first, so that the result is in lowest terms already. */
function product(n1: number, d1: number, n2: number, d2: number): Rational {
  const first = gcd(n1, d2);
  const second = gcd(n2, d1);
  const top = (n1 / first) * (n2 / second);
  const bottom = (d1 / second) * (d2 / first);
  if (Math.abs(top) > MAX || bottom > MAX) {
    throw new RangeError(
      `The exact value of ${n1}/${d1} times ${n2}/${d2} is too large or too fine to be kept.`,
    );
  }
  return Rational.trusted(top, bottom);
}

/** How many decimals 1/denominator takes, where the decimal ends and is short enough to print. */
function decimalPlaces(denominator: number): number | undefined {
  let rest = denominator;
  let twos = 0;
  let fives = 0;
  for (; rest % 2 === 0; rest /= 2) twos += 1;
  for (; rest % 5 === 0; rest /= 5) fives += 1;
  const places = Math.max(twos, fives);
  return rest === 1 && places <= MAX_PRINTED_DECIMALS ? places : undefined;
}
