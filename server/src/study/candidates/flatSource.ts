/**
 * The sources of a study's candidates, flattened to integers.
 *
 * A source is a base by itself (one way) or one resolved substitution (a way for every choice of elements and amounts). The hot loops
 * of enumeration and counting run over millions of ways, so amounts are kept as whole multiples of a unit common to their source and
 * elements as atomic numbers; exact rationals reappear only in the candidates handed out.
 */
import { Composition } from '../../chemistry/composition.ts';
import { gcd, type Rational } from '../../chemistry/rational.ts';
import { atomicNumber } from '../../chemistry/symbols.ts';
import type { ElementSymbol, SiteOccupancy } from '../../chemistry/types.ts';
import type { Exchange, ResolvedBase, ResolvedSubstitution, Study } from '../types.ts';

/** An amount grid in units of its source. */
export interface FlatGrid {
  readonly values: readonly number[];
  /** The place of each value. */
  readonly places: ReadonlyMap<number, number>;
}

export interface FlatPool {
  /** Atomic numbers in the pool's order. */
  readonly elements: readonly number[];
  /** By atomic number, the place in `elements`, or -1. */
  readonly places: Int16Array;
}

export interface FlatExchange {
  readonly element: number;
  /** What the exchanged site holds of the element, in units. */
  readonly held: number;
  readonly cation: boolean;
  readonly pool: FlatPool;
  readonly grid: FlatGrid;
}

/** An element with its amount per formula unit, over all sites, in units of the source. */
export interface FlatAmount {
  readonly element: number;
  readonly amount: number;
}

export interface FlatSource {
  /** Its place among the sources; the raw indices of earlier sources are all smaller. */
  readonly place: number;
  /** The raw index of its first way. */
  readonly first: number;
  /** The number of its ways. */
  readonly ways: number;
  /** The ways that share one choice of elements: the product of the grids' lengths. */
  readonly points: number;
  readonly base: number;
  /** Index of the statement in the tree; -1 for a base. */
  readonly statement: number;
  /** Index into the study's substitutions; -1 for a base. */
  readonly substitution: number;
  readonly spaceGroup: number;
  /** Atoms per formula unit, in units. */
  readonly total: number;
  /** All that the base holds. */
  readonly amounts: readonly FlatAmount[];
  /** Elements of the base that no exchange takes away and no pool can add to. */
  readonly untouched: readonly FlatAmount[];
  /** The distinct elements that give way, with all that the base has of them. */
  readonly yielding: readonly FlatAmount[];
  readonly exchanges: readonly FlatExchange[];
  /**
   * Whether a composition shows by itself which element came from which pool: no pool holds an element of the base, nor one that
   * another exchange may add to a different kind of site.
   */
  readonly simple: boolean;
}

/** Atomic numbers fit below this bound. */
export const ELEMENT_BOUND = 120;

/** All sources of a study in the order of the raw enumeration: bases first, then substitutions as written. */
export function flattenStudy(study: Study): readonly FlatSource[] {
  const flattener = new Flattener();
  for (const [index, base] of study.bases.entries()) flattener.addBase(index, base);
  for (const [index, substitution] of study.substitutions.entries()) {
    const base = study.bases[substitution.base];
    if (base !== undefined) flattener.addSubstitution(index, substitution, base);
  }
  return flattener.sources;
}

/** Grids and pools are shared by many substitutions, so their flat forms are kept by identity while a study is flattened. */
class Flattener {
  readonly sources: FlatSource[] = [];
  #raw = 0;
  readonly #multiples = new Map<readonly Rational[], number>();
  readonly #grids = new Map<readonly Rational[], Map<number, FlatGrid>>();
  readonly #pools = new Map<readonly ElementSymbol[], FlatPool>();

  addBase(index: number, base: ResolvedBase): void {
    this.#push({ base: index, statement: -1, substitution: -1 }, base, []);
  }

  addSubstitution(
    index: number,
    { base, statement, exchanges }: ResolvedSubstitution,
    of: ResolvedBase,
  ): void {
    if (exchanges.length > 0) this.#push({ base, statement, substitution: index }, of, exchanges);
  }

  #push(
    origin: Pick<FlatSource, 'base' | 'statement' | 'substitution'>,
    base: ResolvedBase,
    exchanges: readonly Exchange[],
  ): void {
    const composition = compositionOfSites(base.sites);
    // What single sites hold may be finer than the composition, where an element is on two of them.
    const held = base.sites.flatMap(({ amounts }) => [...amounts.values()]);
    const multiple = exchanges.reduce(
      (sofar, { grid }) => leastCommonMultiple(sofar, this.#multipleOf(grid)),
      commonDenominator(held),
    );
    const flat = exchanges.map((exchange) => this.#flatExchange(base, exchange, multiple));
    const points = flat.reduce((product, { grid }) => product * grid.values.length, 1);
    const ways = flat.reduce((product, { pool }) => product * pool.elements.length, points);
    if (ways === 0) return;
    this.sources.push({
      place: this.sources.length,
      first: this.#raw,
      ways,
      points,
      ...origin,
      spaceGroup: base.family.spaceGroup,
      total: inUnits(composition.total, multiple),
      ...partsOf(composition, flat, multiple),
      exchanges: flat,
    });
    this.#raw += ways;
  }

  #flatExchange(base: ResolvedBase, exchange: Exchange, multiple: number): FlatExchange {
    const occupancy = base.sites[exchange.site];
    const held = occupancy?.amounts.get(exchange.element);
    if (occupancy === undefined || held === undefined) {
      throw new RangeError(`${base.formula} has no ${exchange.element} on the exchanged site.`);
    }
    return {
      element: numberOf(exchange.element),
      held: inUnits(held, multiple),
      cation: occupancy.site.role === 'cation',
      pool: this.#flatPool(exchange.substituents),
      grid: this.#flatGrid(exchange.grid, multiple),
    };
  }

  #multipleOf(grid: readonly Rational[]): number {
    let multiple = this.#multiples.get(grid);
    if (multiple === undefined) {
      multiple = commonDenominator(grid);
      this.#multiples.set(grid, multiple);
    }
    return multiple;
  }

  #flatGrid(grid: readonly Rational[], multiple: number): FlatGrid {
    let byMultiple = this.#grids.get(grid);
    if (byMultiple === undefined) {
      byMultiple = new Map();
      this.#grids.set(grid, byMultiple);
    }
    let flat = byMultiple.get(multiple);
    if (flat === undefined) {
      const values = grid.map((x) => inUnits(x, multiple));
      flat = { values, places: new Map(values.map((value, place) => [value, place])) };
      byMultiple.set(multiple, flat);
    }
    return flat;
  }

  #flatPool(symbols: readonly ElementSymbol[]): FlatPool {
    let pool = this.#pools.get(symbols);
    if (pool === undefined) {
      const elements = symbols.map(numberOf);
      const places = new Int16Array(ELEMENT_BOUND).fill(-1);
      for (const [place, element] of elements.entries()) places[element] = place;
      pool = { elements, places };
      this.#pools.set(symbols, pool);
    }
    return pool;
  }
}

function partsOf(
  composition: Composition,
  exchanges: readonly FlatExchange[],
  multiple: number,
): Pick<FlatSource, 'amounts' | 'untouched' | 'yielding' | 'simple'> {
  const amounts = composition.amounts.map((amount, place) => ({
    element: composition.atomicNumbers[place] as number,
    amount: inUnits(amount, multiple),
  }));
  const untouched: FlatAmount[] = [];
  const yielding: FlatAmount[] = [];
  let simple = !poolsMeetAcrossSites(exchanges);
  for (const held of amounts) {
    const { element } = held;
    const added = exchanges.some(({ pool }) => (pool.places[element] as number) >= 0);
    if (added) simple = false;
    if (exchanges.some((exchange) => exchange.element === element)) yielding.push(held);
    else if (!added) untouched.push(held);
  }
  return { amounts, untouched, yielding, simple };
}

/** Whether two exchanges of one way may add the same element; on two cation sites they may not (see `clashes`). */
function poolsMeetAcrossSites(exchanges: readonly FlatExchange[]): boolean {
  return exchanges.some((one, place) =>
    exchanges
      .slice(place + 1)
      .some(
        (other) =>
          !(one.cation && other.cation) &&
          one.pool.elements.some((element) => (other.pool.places[element] as number) >= 0),
      ),
  );
}

/** Whether a choice of elements puts one of them on two cation sites; such ways are skipped, as in the paper. */
export function clashes(exchanges: readonly FlatExchange[], chosen: ArrayLike<number>): boolean {
  for (let one = 0; one < exchanges.length; one += 1) {
    for (let other = one + 1; other < exchanges.length; other += 1) {
      if (chosen[one] === chosen[other] && exchanges[one]?.cation && exchanges[other]?.cation) return true;
    }
  }
  return false;
}

/** What all sites hold together, per formula unit. */
export function compositionOfSites(sites: readonly SiteOccupancy[]): Composition {
  return Composition.of(sites.flatMap(({ amounts }) => [...amounts]));
}

function numberOf(symbol: ElementSymbol): number {
  const z = atomicNumber(symbol);
  if (z === undefined) throw new RangeError(`${symbol} is no element.`);
  return z;
}

function inUnits(amount: Rational, multiple: number): number {
  return safe(amount.numerator * (multiple / amount.denominator));
}

export function commonDenominator(amounts: readonly Rational[]): number {
  return amounts.reduce((sofar, { denominator }) => leastCommonMultiple(sofar, denominator), 1);
}

function leastCommonMultiple(a: number, b: number): number {
  return a === b ? a : safe((a / gcd(a, b)) * b);
}

function safe(value: number): number {
  if (!Number.isSafeInteger(value)) {
    throw new RangeError('These amounts have no common unit in which they can be counted exactly.');
  }
  return value;
}
