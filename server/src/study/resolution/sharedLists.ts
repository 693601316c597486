import { gcd, type Rational } from '../../chemistry/rational.ts';
import type { ElementSymbol, SiteOccupancy } from '../../chemistry/types.ts';
import type { Exchange, ResolvedBase } from '../types.ts';
import { amountGrid, type GridRequest } from './grids.ts';

/** Amounts stay below this many units, so that sums and products of the enumeration stay exact. */
const MOST_UNITS = 2 ** 50;

/** Hands out the same list for the same contents: thousands of bases share a few grids and pools. */
export class SharedLists {
  readonly #grids = new Map<GridRequest, Map<number, Map<number, readonly Rational[]>>>();
  readonly #pools = new Map<ReadonlySet<ElementSymbol>, Map<string, readonly ElementSymbol[]>>();

  grid(request: GridRequest, held: Rational): readonly Rational[] {
    const byNumerator = entry(
      entry(this.#grids, request, () => new Map<number, Map<number, readonly Rational[]>>()),
      held.denominator,
      () => new Map<number, readonly Rational[]>(),
    );
    return entry(byNumerator, held.numerator, () => amountGrid(request, held));
  }

  /** @param refused in an order of its own that does not change between calls */
  without(pool: ReadonlySet<ElementSymbol>, refused: readonly ElementSymbol[]): readonly ElementSymbol[] {
    return entry(
      entry(this.#pools, pool, () => new Map<string, readonly ElementSymbol[]>()),
      refused.join(' '),
      () => [...pool].filter((element) => !refused.includes(element)),
    );
  }

  /** Whether the amounts of a base and of these grids are whole multiples of one unit that is not absurdly fine. */
  haveCommonUnit(base: ResolvedBase, exchanges: readonly Exchange[]): boolean {
    let unit = unitOfSites(base.sites);
    for (const { grid } of exchanges) unit = commonUnit(unit, unitOf(grid));
    return unit * base.composition.total.toNumber() < MOST_UNITS;
  }
}

/** Bases keep their sites from one resolution to the next. */
const knownUnits = new WeakMap<object, number>();

function unitOf(amounts: readonly Rational[]): number {
  return entry(knownUnits, amounts, () => unitOfAmounts(amounts));
}

function unitOfSites(sites: readonly SiteOccupancy[]): number {
  return entry(knownUnits, sites, () => unitOfAmounts(sites.flatMap(({ amounts }) => [...amounts.values()])));
}

function unitOfAmounts(amounts: readonly Rational[]): number {
  return amounts.reduce((unit, { denominator }) => commonUnit(unit, denominator), 1);
}

/** The least common multiple; infinite once it is too large to matter. */
function commonUnit(a: number, b: number): number {
  if (a === b) return a;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return Number.POSITIVE_INFINITY;
  const multiple = (a / gcd(a, b)) * b;
  return multiple < MOST_UNITS ? multiple : Number.POSITIVE_INFINITY;
}

/** The value of a key, made where it is missing. */
function entry<Key, Value>(
  map: { get(key: Key): Value | undefined; set(key: Key, value: Value): unknown },
  key: Key,
  make: () => Value,
): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
