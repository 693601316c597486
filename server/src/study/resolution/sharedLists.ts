import type { Composition } from '../../chemistry/composition.ts';
import { gcd, type Rational } from '../../chemistry/rational.ts';
import type { ElementSymbol } from '../../chemistry/types.ts';
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
  haveCommonUnit(
    composition: Composition,
    grids: readonly { readonly grid: readonly Rational[] }[],
  ): boolean {
    let unit = unitOf(composition.amounts);
    for (const { grid } of grids) unit = commonUnit(unit, unitOf(grid));
    return unit * composition.total.toNumber() < MOST_UNITS;
  }
}

/** Bases keep their amounts from one resolution to the next. */
const knownUnits = new WeakMap<readonly Rational[], number>();

function unitOf(amounts: readonly Rational[]): number {
  let unit = knownUnits.get(amounts);
  if (unit === undefined) {
    unit = amounts.reduce((sofar, { denominator }) => commonUnit(sofar, denominator), 1);
    knownUnits.set(amounts, unit);
  }
  return unit;
}

/** The least common multiple; infinite once it is too large to matter. */
function commonUnit(a: number, b: number): number {
  if (a === b) return a;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return Number.POSITIVE_INFINITY;
  const multiple = (a / gcd(a, b)) * b;
  return multiple < MOST_UNITS ? multiple : Number.POSITIVE_INFINITY;
}

/** The value of a key, made where it is missing. */
function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
