/** Reads chemical formulas: `ZnBi2O4`, `Zn0.9Fe0.1Bi2O4`, `Zn(Bi0.5Fe0.5)2O4`, `CsPbI17/6Br1/6`. */
import { Composition } from './composition.ts';
import { Rational } from './rational.ts';
import { explainUnknownElement } from './suggestions.ts';
import { isElementSymbol } from './symbols.ts';
import type { ElementSymbol, FormulaProblem, FormulaResult } from './types.ts';

/** No compound needs more; the limits keep hostile input cheap. */
const MAX_LENGTH = 1000;
const MAX_NESTING = 32;

const closers: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);

const SUBSCRIPT_ZERO = 0x2080;

/** A term of a bracket: an element or a closed bracket's content, which a following amount multiplies. */
interface Term {
  readonly start: number;
  readonly amounts: ReadonlyMap<ElementSymbol, Rational>;
}

interface Bracket {
  readonly start: number;
  readonly opener: string;
  readonly amounts: Map<ElementSymbol, Rational>;
}

/**
 * Reads a formula. Brackets `( )`, `[ ]` and `{ }` may be nested; amounts are decimals or fractions and are kept
 * exactly; subscript digits count as digits, and spaces between the parts mean nothing. An element that occurs
 * several times is added up.
 *
 * Never throws: what is wrong comes back as a problem with its place in the text.
 */
export function parseFormula(text: string): FormulaResult {
  try {
    return { ok: true, ...new Reader(text).read() };
  } catch (error) {
    if (error instanceof Malformed) return { ok: false, problem: error.problem };
    if (error instanceof RangeError) {
      const message = 'The amounts of this formula are too large or too fine to be kept exactly.';
      return { ok: false, problem: { code: 'SP1003', start: 0, end: text.length, message, suggestions: [] } };
    }
    throw error;
  }
}

/** Ends the reading; it does not leave this module. */
class Malformed extends Error {
  readonly problem: FormulaProblem;
  constructor(problem: FormulaProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

function malformed(start: number, end: number, message: string): Malformed {
  return new Malformed({ code: 'SP1003', start, end, message, suggestions: [] });
}

function unknownElement(text: string, start: number): Malformed {
  const { written, message, suggestions } = explainUnknownElement(text.slice(start));
  return new Malformed({ code: 'SP1002', start, end: start + written.length, message, suggestions });
}

class Reader {
  readonly #text: string;
  /** The text with subscript digits as digits; every offset means the same in both. */
  readonly #plain: string;
  #at = 0;
  readonly #open: Bracket[] = [];
  #amounts = new Map<ElementSymbol, Rational>();
  /** Read, but its amount has not been seen yet. */
  #pending: Term | undefined;

  constructor(text: string) {
    this.#text = text;
    this.#plain = text.replace(/[\u2080-\u2089]/g, (digit) => String(digit.charCodeAt(0) - SUBSCRIPT_ZERO));
  }

  read(): { composition: Composition; order: readonly ElementSymbol[] } {
    const length = this.#text.length;
    if (length > MAX_LENGTH) {
      throw malformed(
        MAX_LENGTH,
        length,
        `A formula has at most ${MAX_LENGTH} characters; this one has ${length}.`,
      );
    }
    for (this.#skipSpaces(); this.#at < length; this.#skipSpaces()) this.#readPart();
    this.#settle(Rational.one);
    const unclosed = this.#open.at(-1);
    if (unclosed !== undefined) {
      const closer = closers.get(unclosed.opener);
      throw malformed(
        unclosed.start,
        unclosed.start + 1,
        `This bracket is never closed; add the missing ${closer}.`,
      );
    }
    if (this.#amounts.size === 0)
      throw malformed(0, length, 'A formula names at least one element, such as ZnBi2O4.');
    const composition = Composition.of(this.#amounts);
    // Amounts without an exact common multiple are refused here, with their place, rather than later without it.
    if (composition.wholeAmounts.length === 0) throw new RangeError();
    return { composition, order: [...this.#amounts.keys()] };
  }

  #readPart(): void {
    const character = this.#plain.charAt(this.#at);
    if (/[\d./]/.test(character)) this.#readAmount();
    else if (closers.has(character)) this.#openBracket(character);
    else if (/[)\]}]/.test(character)) this.#closeBracket(character);
    else if (/[A-Za-z]/.test(character)) this.#readElement();
    else
      throw malformed(this.#at, this.#at + this.#characterLength(), unexpectedCharacter(this.#character()));
  }

  #readElement(): void {
    this.#settle(Rational.one);
    const start = this.#at;
    const letters = /^[A-Za-z][a-z]*/.exec(this.#plain.slice(start))?.[0] ?? '';
    // `Zinc` is one unknown word rather than `Zi` and leftovers; what is read is the whole run of letters.
    if (!isElementSymbol(letters)) throw unknownElement(this.#plain, start);
    this.#at = start + letters.length;
    this.#pending = { start, amounts: new Map([[letters, Rational.one]]) };
  }

  #readAmount(): void {
    const start = this.#at;
    const literal = /^[\d./]+/.exec(this.#plain.slice(start))?.[0] ?? '';
    const end = start + literal.length;
    const pending = this.#pending;
    if (pending === undefined) {
      throw malformed(
        start,
        end,
        `The amount ${literal} follows no element; amounts stand after what they count.`,
      );
    }
    const amount = Rational.parse(literal);
    if (amount === undefined) throw malformed(start, end, malformedAmount(literal));
    if (amount.isZero) {
      const counted = this.#text.slice(pending.start, start).trim();
      throw malformed(
        start,
        end,
        `The amount of ${counted} is zero; leave it out or give it an amount above zero.`,
      );
    }
    this.#at = end;
    this.#settle(amount);
  }

  #openBracket(opener: string): void {
    this.#settle(Rational.one);
    if (this.#open.length >= MAX_NESTING) {
      throw malformed(this.#at, this.#at + 1, `Brackets are nested more than ${MAX_NESTING} deep.`);
    }
    this.#open.push({ start: this.#at, opener, amounts: this.#amounts });
    this.#amounts = new Map();
    this.#at += 1;
  }

  #closeBracket(closer: string): void {
    this.#settle(Rational.one);
    const bracket = this.#open.pop();
    if (bracket === undefined) {
      throw malformed(
        this.#at,
        this.#at + 1,
        `This ${closer} closes a bracket that was never opened; delete it.`,
      );
    }
    const expected = closers.get(bracket.opener);
    if (closer !== expected) {
      throw malformed(
        this.#at,
        this.#at + 1,
        `The bracket ${bracket.opener} is closed by ${expected}, not by ${closer}.`,
      );
    }
    this.#at += 1;
    if (this.#amounts.size === 0)
      throw malformed(bracket.start, this.#at, 'This bracket is empty; delete it.');
    this.#pending = { start: bracket.start, amounts: this.#amounts };
    this.#amounts = bracket.amounts;
  }

  /** Adds the pending term, multiplied, to the bracket that is being read. */
  #settle(factor: Rational): void {
    if (this.#pending === undefined) return;
    for (const [symbol, amount] of this.#pending.amounts) {
      const before = this.#amounts.get(symbol) ?? Rational.zero;
      this.#amounts.set(symbol, before.add(amount.multiply(factor)));
    }
    this.#pending = undefined;
  }

  #skipSpaces(): void {
    while (/\s/.test(this.#plain.charAt(this.#at))) this.#at += 1;
  }

  #character(): string {
    return String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
  }

  #characterLength(): number {
    return this.#character().length;
  }
}

function malformedAmount(literal: string): string {
  if (/\/0+$/.test(literal)) return `The amount ${literal} divides by zero.`;
  if (/^(\d+(\.\d+)?|\.\d+|\d+\/\d+)$/.test(literal)) {
    return `The amount ${literal} has too many digits to be kept exactly; write a shorter decimal or a fraction such as 1/3.`;
  }
  return `${literal} is no amount; write a decimal such as 0.1 or a fraction such as 1/6.`;
}

function unexpectedCharacter(character: string): string {
  if (character === ',')
    return 'A comma cannot stand in a formula; decimals are written with a point, such as 0.5.';
  if (character === '+' || character === '-' || character === '\u2212') {
    return `A formula carries no charges; leave out the ${character}.`;
  }
  if (character === '*' || character === '\u00b7' || character === '\u2022') {
    return `Joined formulas are written with brackets: CuSO4(H2O)5 instead of CuSO4${character}5H2O.`;
  }
  return `The character ${character} cannot stand in a formula, which has elements, amounts and brackets only.`;
}
