/** Exact amounts of elements, without regard to sites. */
import { gcd, Rational } from './rational.ts';
import { atomicNumber, type ElementSymbol } from './symbols.ts';

/** Immutable. Every element in it has an amount above zero. */
export class Composition {
  /** By atomic number. */
  readonly elements: readonly ElementSymbol[];
  /** In the order of `elements`. */
  readonly atomicNumbers: readonly number[];
  /** Atoms per formula unit as written, in the order of `elements`. */
  readonly amounts: readonly Rational[];
  #total: Rational | undefined;
  #whole: readonly number[] | undefined;
  #key: string | undefined;

  private constructor(
    elements: readonly ElementSymbol[],
    atomicNumbers: readonly number[],
    amounts: readonly Rational[],
  ) {
    this.elements = elements;
    this.atomicNumbers = atomicNumbers;
    this.amounts = amounts;
  }

  /**
   * The composition with these amounts. An element may come several times; its amounts add up, and one that adds up
   * to zero is left out.
   * @throws RangeError where a symbol is no element, an amount adds up to less than zero, or nothing is left.
   */
  static of(amounts: Iterable<readonly [ElementSymbol, Rational]>): Composition {
    const numbers: number[] = [];
    const elements: ElementSymbol[] = [];
    const sums: Rational[] = [];
    for (const [symbol, amount] of amounts) {
      const z = atomicNumber(symbol);
      if (z === undefined) throw new RangeError(`${symbol} is no element.`);
      // Formulas have few elements, for which insertion into sorted arrays beats a map and a sort.
      let place = numbers.length;
      while (place > 0 && (numbers[place - 1] as number) > z) place -= 1;
      if (place > 0 && numbers[place - 1] === z) {
        sums[place - 1] = (sums[place - 1] as Rational).add(amount);
      } else {
        numbers.splice(place, 0, z);
        elements.splice(place, 0, symbol);
        sums.splice(place, 0, amount);
      }
    }
    return Composition.#withoutZeros(elements, numbers, sums);
  }

  static #withoutZeros(elements: ElementSymbol[], numbers: number[], sums: Rational[]): Composition {
    for (let index = sums.length - 1; index >= 0; index -= 1) {
      const amount = sums[index] as Rational;
      if (amount.isPositive) continue;
      if (!amount.isZero) throw new RangeError(`The amount of ${elements[index]} is below zero.`);
      elements.splice(index, 1);
      numbers.splice(index, 1);
      sums.splice(index, 1);
    }
    if (sums.length === 0) throw new RangeError('A composition needs an element.');
    return new Composition(elements, numbers, sums);
  }

  /** Atoms per formula unit; zero where the element is absent. */
  amount(symbol: ElementSymbol): Rational {
    return this.amounts[this.elements.indexOf(symbol)] ?? Rational.zero;
  }

  has(symbol: ElementSymbol): boolean {
    return this.elements.includes(symbol);
  }

  /** Atoms per formula unit. */
  get total(): Rational {
    this.#total ??= this.amounts.reduce((sum, amount) => sum.add(amount));
    return this.#total;
  }

  /** The atomic fraction of an element, exact, 0 to 1. */
  fraction(symbol: ElementSymbol): Rational {
    return this.amount(symbol).divide(this.total);
  }

  /**
   * The amounts as whole numbers in lowest terms, in the order of `elements`: 40, 1, 9, 20 for the O, Fe, Zn, Bi of
   * Zn0.9Fe0.1Bi2O4.
   * @throws RangeError where they are too large to be exact; formulas that were parsed have been checked for it.
   */
  get wholeAmounts(): readonly number[] {
    this.#whole ??= wholeNumbers(this.amounts);
    return this.#whole;
  }

  /**
   * The same text for the same compound however it is written: elements by atomic number with whole amounts in lowest
   * terms, such as `O40Fe1Zn9Bi20`. Sites play no part in it.
   */
  get key(): string {
    if (this.#key === undefined) {
      const whole = this.wholeAmounts;
      let key = '';
      for (let index = 0; index < whole.length; index += 1) key += `${this.elements[index]}${whole[index]}`;
      this.#key = key;
    }
    return this.#key;
  }

  /** Whether both are the same compound, whatever the size of the formula unit. */
  sameCompound(other: Composition): boolean {
    return this.key === other.key;
  }

  /** Whether both have the same amounts per formula unit. */
  equals(other: Composition): boolean {
    return this.key === other.key && this.total.equals(other.total);
  }

  /** @throws RangeError where the factor is not above zero. */
  scaled(factor: Rational): Composition {
    if (!factor.isPositive) throw new RangeError('A composition is scaled by a factor above zero.');
    return new Composition(
      this.elements,
      this.atomicNumbers,
      this.amounts.map((amount) => amount.multiply(factor)),
    );
  }

  *[Symbol.iterator](): Generator<readonly [ElementSymbol, Rational]> {
    for (const [index, symbol] of this.elements.entries()) yield [symbol, this.amounts[index] as Rational];
  }
}

/** Charges are at most ±9 an atom; below this many atoms their sums stay exact in floating point. */
const MOST_ATOMS = Number.MAX_SAFE_INTEGER / 16;

function wholeNumbers(amounts: readonly Rational[]): readonly number[] {
  let multiple = 1;
  for (const { denominator } of amounts) multiple *= denominator / gcd(multiple, denominator);
  const whole = amounts.map(({ numerator, denominator }) => numerator * (multiple / denominator));
  const atoms = whole.reduce((sum, amount) => sum + amount, 0);
  if (multiple > Number.MAX_SAFE_INTEGER || atoms > MOST_ATOMS) {
    throw new RangeError('The amounts are too large or too fine to be made whole exactly.');
  }
  const divisor = whole.reduce(gcd, 0);
  return divisor === 1 ? whole : whole.map((amount) => amount / divisor);
}
