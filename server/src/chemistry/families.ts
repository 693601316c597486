/** Families of compounds: which elements sit where, and how a formula is shared out over the sites. */

import { isChargeBalanced, isInTwoStates } from './charge.ts';
import type { Composition } from './composition.ts';
import { byElectronegativity } from './elements.ts';
import { Rational } from './rational.ts';
import { writeFormula } from './reducedFormula.ts';
import type { ElementSymbol, Family, Site, SiteAssignment, SiteOccupancy } from './types.ts';

function site(name: string, multiplicity: number, role: Site['role']): Site {
  return { name, multiplicity: Rational.of(multiplicity), role };
}

/** A B2 X4, cubic, space group 227 (Fd-3m): A in tetrahedra, B in octahedra of the anions. */
export const spinel: Family = {
  name: 'spinel',
  sites: [site('A', 1, 'cation'), site('B', 2, 'cation'), site('X', 4, 'anion')],
  anions: ['O', 'S', 'Se', 'Te'],
  spaceGroup: 227,
  builtIn: true,
};

/**
 * A B X3, cubic, space group 221 (Pm-3m): A twelvefold, B in octahedra of the anions. Oxides, oxynitrides,
 * chalcogenides, halides.
 */
export const perovskite: Family = {
  name: 'perovskite',
  sites: [site('A', 1, 'cation'), site('B', 1, 'cation'), site('X', 3, 'anion')],
  anions: ['O', 'S', 'Se', 'Te', 'N', 'F', 'Cl', 'Br', 'I'],
  spaceGroup: 221,
  builtIn: true,
};

export const builtInFamilies: readonly Family[] = [spinel, perovskite];

/** Steps of the search after which a formula counts as impossible to share out; real compounds need a few dozen. */
const SEARCH_LIMIT = 20_000;

/** The general formula of a family: `A B2 X4`. */
export function familyFormula(family: Family): string {
  return family.sites
    .map(({ name, multiplicity }) => (multiplicity.equals(Rational.one) ? name : `${name}${multiplicity}`))
    .join(' ');
}

/**
 * Shares the elements of a compound out over the sites of a family, scaled to the family's formula unit.
 *
 * Anions go to anion sites, the other elements to cation sites, each element to one site, so that the amounts add up
 * to the multiplicities exactly. Where several ways fit, elements written earlier take the sites that come earlier.
 * Where none does, one element may be on two cation sites, as iron is in magnetite, Fe3O4, if charges balance.
 *
 * @param order the elements in the order written; it decides what stoichiometry leaves open.
 */
export function assignSites(
  composition: Composition,
  order: readonly ElementSymbol[],
  family: Family,
): SiteAssignment {
  const atoms = sum(family.sites.map(({ multiplicity }) => multiplicity));
  const unit = composition.scaled(atoms.divide(composition.total));
  const written = order.filter((symbol) => unit.has(symbol));
  const formula = writeFormula(written.map((symbol) => [symbol, composition.amount(symbol)]));
  const present = written.filter((symbol) => family.anions.includes(symbol));
  if (present.length === 0)
    return misfit(`${formula} has no anion of ${family.name} (${family.anions.join(', ')}).`);

  const anionSites = family.sites.filter(({ role }) => role === 'anion');
  const cationSites = family.sites.filter(({ role }) => role === 'cation');
  const needed = sum(anionSites.map(({ multiplicity }) => multiplicity));
  let fittingAnions = false;
  for (const chosen of subsets(present.toSorted(byElectronegativity).reverse())) {
    const anions = written.filter((symbol) => chosen.includes(symbol));
    if (!sum(anions.map((symbol) => unit.amount(symbol))).equals(needed)) continue;
    fittingAnions = true;
    const cations = written.filter((symbol) => !anions.includes(symbol));
    const onAnionSites = shareOut(anions, anionSites, unit);
    const onCationSites = shareOut(cations, cationSites, unit) ?? shareOutMixed(cations, cationSites, unit);
    if (onAnionSites && onCationSites) {
      const occupancies = [...onAnionSites, ...onCationSites];
      return { ok: true, family, sites: inFamilyOrder(family, occupancies) };
    }
  }
  return misfit(
    fittingAnions ? cationReason(formula, unit, family) : anionReason(formula, composition, family),
  );
}

/** The families that a compound fits, in the order given. */
export function fittingFamilies(
  composition: Composition,
  order: readonly ElementSymbol[],
  families: readonly Family[],
): readonly Family[] {
  return families.filter((family) => assignSites(composition, order, family).ok);
}

function misfit(reason: string): SiteAssignment {
  return { ok: false, reason };
}

function sum(amounts: readonly Rational[]): Rational {
  return amounts.reduce((total, amount) => total.add(amount), Rational.zero);
}

/**
 * All non-empty subsets, the whole set first, then those with the earlier symbols: an anion of the family is a cation
 * only if it must be.
 */
function* subsets(symbols: readonly ElementSymbol[]): Generator<readonly ElementSymbol[]> {
  const few = symbols.slice(0, 16);
  for (let mask = 2 ** few.length - 1; mask > 0; mask -= 1) {
    yield few.filter((_, index) => (mask >> (few.length - 1 - index)) & 1);
  }
}

function inFamilyOrder(family: Family, occupancies: readonly SiteOccupancy[]): readonly SiteOccupancy[] {
  return family.sites.flatMap((wanted) => occupancies.filter((occupancy) => occupancy.site === wanted));
}

/** Puts every element on one site so that all sites are full; the first such way in written order, or undefined. */
function shareOut(
  symbols: readonly ElementSymbol[],
  sites: readonly Site[],
  unit: Composition,
): readonly SiteOccupancy[] | undefined {
  const places: number[] = [];
  const room = sites.map(({ multiplicity }) => multiplicity);
  let steps = 0;
  const place = (index: number): boolean => {
    const symbol = symbols[index];
    if (symbol === undefined) return room.every((left) => left.isZero);
    for (const [at, left] of room.entries()) {
      steps += 1;
      const rest = left.subtract(unit.amount(symbol));
      if (rest.numerator < 0 || steps > SEARCH_LIMIT) continue;
      room[at] = rest;
      places[index] = at;
      if (place(index + 1)) return true;
      room[at] = left;
    }
    return false;
  };
  if (!place(0)) return undefined;
  return sites.map((onSite, at) => {
    const here = symbols.filter((_, index) => places[index] === at);
    return { site: onSite, amounts: new Map(here.map((symbol) => [symbol, unit.amount(symbol)])) };
  });
}

/**
 * Fills the sites in written order. Accepted where just one element is divided, charges balance, and something tells
 * the two sites of that element apart: it is in two states there, or it shares a site with another element, as iron
 * does in Li0.5Fe2.5O4.
 */
function shareOutMixed(
  symbols: readonly ElementSymbol[],
  sites: readonly Site[],
  unit: Composition,
): readonly SiteOccupancy[] | undefined {
  const left = new Map(symbols.map((symbol) => [symbol, unit.amount(symbol)]));
  const occupancies = sites.map((onSite) => {
    let room = onSite.multiplicity;
    const amounts = new Map<ElementSymbol, Rational>();
    for (const [symbol, amount] of left) {
      const taken = amount.compare(room) < 0 ? amount : room;
      if (taken.isZero) continue;
      amounts.set(symbol, taken);
      left.set(symbol, amount.subtract(taken));
      room = room.subtract(taken);
    }
    return { site: onSite, amounts };
  });
  const divided = symbols.filter(
    (symbol) => occupancies.filter(({ amounts }) => amounts.has(symbol)).length > 1,
  );
  const [element] = divided;
  if (divided.length !== 1 || element === undefined || !isChargeBalanced(unit)) return undefined;
  return symbols.length > 1 || isInTwoStates(unit, element) ? occupancies : undefined;
}

function anionReason(formula: string, composition: Composition, family: Family): string {
  const isAnion = (symbol: ElementSymbol) => family.anions.includes(symbol);
  const anions = sum(composition.elements.filter(isAnion).map((symbol) => composition.amount(symbol)));
  const cations = composition.total.subtract(anions);
  const wanted = (role: Site['role']) =>
    sum(family.sites.filter((each) => each.role === role).map(({ multiplicity }) => multiplicity));
  const number = (amount: Rational, noun: string) =>
    `${amount} ${noun}${amount.equals(Rational.one) ? '' : 's'}`;
  return (
    `${formula} has ${number(anions, 'anion')} (${composition.elements.filter(isAnion).join(', ')}) to ` +
    `${number(cations, 'cation')}, but ${family.name}, ${familyFormula(family)}, has ${wanted('anion')} to ${wanted('cation')}.`
  );
}

function cationReason(formula: string, unit: Composition, family: Family): string {
  const cations = unit.elements.filter((symbol) => !family.anions.includes(symbol));
  const amounts = cations.map((symbol) => `${symbol} ${unit.amount(symbol)}`).join(', ');
  const sites = family.sites.filter(({ role }) => role === 'cation');
  const places = sites.map(({ name, multiplicity }) => `${name} (${multiplicity})`).join(' and ');
  return (
    `The cations of ${formula}, per formula unit of ${family.name} ${amounts}, ` +
    `cannot be shared out so that they fill the sites ${places}.`
  );
}
