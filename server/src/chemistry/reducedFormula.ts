/** How compositions are written: the reduced formula, as pymatgen spells it, and the formula by sites. */
import type { Composition } from './composition.ts';
import { byElectronegativity, elementProperties } from './elements.ts';
import { gcd, Rational } from './rational.ts';
import type { ElementSymbol, SiteOccupancy } from './types.ts';

/** Compounds whose smallest formula would say something else: peroxides and diatomic gases keep two of each atom. */
const keptDouble: ReadonlySet<string> = new Set([
  ...['LiO', 'NaO', 'KO', 'RbO', 'CsO', 'HO'],
  ...['H', 'N', 'O', 'F', 'Cl'],
]);

/**
 * Below this difference of electronegativity the two most electronegative elements are bracketed as a group: the
 * `RhO2` of `Cd(RhO2)2`.
 */
const POLYANION_CONTRAST = 1.65;

/** The places to which pymatgen writes amounts; finer decimals it would round. */
const DECIMAL_PLACES = 8;

/**
 * The reduced formula in the spelling of pymatgen's `Composition.reduced_formula`, which most tables of compounds use.
 *
 * Whole amounts are divided by their greatest common divisor and ordered by electronegativity. Where the last two
 * elements are close in electronegativity and their amounts share a divisor, they are bracketed. Compositions with
 * fractions keep their amounts, ones included: `Na1Mn0.1Ag1.9O4`. Amounts that no short decimal states exactly are
 * made whole first, since they are never rounded.
 */
export function reducedFormula(composition: Composition): string {
  const symbols = [...composition.elements].sort(byElectronegativity);
  const fractional = composition.amounts.some((amount) => !amount.isInteger);
  if (fractional && composition.amounts.every(isShortDecimal)) {
    return symbols.map((symbol) => `${symbol}${composition.amount(symbol)}`).join('');
  }
  const amounts = new Map(
    composition.elements.map((symbol, index) => [symbol, composition.wholeAmounts[index] as number]),
  );
  return wholeFormula(symbols, amounts);
}

/**
 * The formula in the order of the sites, which shows what a substitution did: `Zn0.9Fe0.1Bi2O4`. An element on
 * several sites is written once, where it comes first.
 */
export function displayFormula(sites: readonly SiteOccupancy[]): string {
  const amounts = new Map<ElementSymbol, Rational>();
  for (const { amounts: onSite } of sites) {
    for (const [symbol, amount] of onSite) {
      amounts.set(symbol, (amounts.get(symbol) ?? Rational.zero).add(amount));
    }
  }
  return writeFormula(amounts);
}

/** The formula with these amounts in this order; ones and absent elements are left out. */
export function writeFormula(amounts: Iterable<readonly [ElementSymbol, Rational]>): string {
  let text = '';
  for (const [symbol, amount] of amounts) {
    if (amount.isZero) continue;
    text += amount.equals(Rational.one) ? symbol : `${symbol}${amount}`;
  }
  return text;
}

function isShortDecimal(amount: Rational): boolean {
  return 10 ** DECIMAL_PLACES % amount.denominator === 0;
}

function wholeFormula(
  symbols: readonly ElementSymbol[],
  amounts: ReadonlyMap<ElementSymbol, number>,
): string {
  const written = (symbol: ElementSymbol, divisor: number) => {
    const amount = (amounts.get(symbol) ?? 0) / divisor;
    return amount === 1 ? symbol : `${symbol}${amount}`;
  };
  const group = groupDivisor(symbols, amounts);
  if (group > 1) {
    const head = symbols.slice(0, -2).map((symbol) => written(symbol, 1));
    const anion = symbols.slice(-2).map((symbol) => written(symbol, group));
    return `${head.join('')}(${anion.join('')})${group}`;
  }
  const formula = symbols.map((symbol) => written(symbol, 1)).join('');
  return keptDouble.has(formula) ? symbols.map((symbol) => `${symbol}2`).join('') : formula;
}

/** How many times the bracketed group occurs; 1 where there is none. */
function groupDivisor(
  symbols: readonly ElementSymbol[],
  amounts: ReadonlyMap<ElementSymbol, number>,
): number {
  const last = symbols.at(-1);
  const previous = symbols.at(-2);
  if (symbols.length < 3 || last === undefined || previous === undefined) return 1;
  const high = elementProperties(last)?.electronegativity;
  const low = elementProperties(previous)?.electronegativity;
  if (high === undefined || low === undefined || high - low >= POLYANION_CONTRAST) return 1;
  return gcd(amounts.get(last) ?? 0, amounts.get(previous) ?? 0);
}
