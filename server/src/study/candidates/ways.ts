/**
 * Inverting a substitution: in which ways, if any, does a source lead to a given composition?
 *
 * A substitution leaves the number of atoms of the formula unit as it is, so a composition given as fractions has only one size at
 * which it can match a source, and the difference to the base says which element came in for which, and how much of it.
 */
import { gcd } from '../../chemistry/rational.ts';
import { clashes, ELEMENT_BOUND, type FlatSource } from './flatSource.ts';

/** A composition in whole multiples of some unit. */
export interface FlatComposition {
  /** Atomic numbers of the elements present, each once. */
  readonly elements: readonly number[];
  /** By atomic number. */
  readonly amounts: Float64Array;
  readonly total: number;
}

/** Keeps its scratch space between calls; not reentrant. */
export class WayFinder {
  readonly #scaled = new Float64Array(ELEMENT_BOUND);
  readonly #difference = new Float64Array(ELEMENT_BOUND);
  readonly #incoming: number[] = [];
  readonly #taken: boolean[] = [];
  readonly #chosen: number[] = [];
  readonly #points: number[] = [];
  #elements: readonly number[] = [];
  #limit = 0;
  #smallest = 0;
  #all: number[] | undefined;

  /** Whether the source reaches the composition at a raw index below the limit. */
  reachesBelow(source: FlatSource, composition: FlatComposition, limit: number): boolean {
    this.#limit = limit;
    this.#smallest = limit;
    this.#all = undefined;
    this.#search(source, composition);
    return this.#smallest < limit;
  }

  /** All raw indices at which the source reaches the composition, in no order. */
  allWays(source: FlatSource, composition: FlatComposition): readonly number[] {
    const all: number[] = [];
    this.#limit = Number.POSITIVE_INFINITY;
    this.#all = all;
    this.#search(source, composition);
    return all;
  }

  #search(source: FlatSource, composition: FlatComposition): void {
    if (!this.#scale(source, composition)) return;
    const scaled = this.#scaled;
    for (const { element, amount } of source.untouched) if (scaled[element] !== amount) return;
    if (source.simple) this.#searchSimple(source);
    else this.#searchAny(source);
  }

  /** Brings the composition to the source's unit; false where it has no whole multiple there. */
  #scale(source: FlatSource, { elements, amounts, total }: FlatComposition): boolean {
    for (const element of this.#elements) this.#scaled[element] = 0;
    this.#elements = elements;
    if (source.total === total) {
      for (const element of elements) this.#scaled[element] = amounts[element] as number;
      return true;
    }
    const common = gcd(source.total, total);
    const divisor = total / common;
    const factor = source.total / common;
    for (const element of elements) {
      const amount = amounts[element] as number;
      if (amount % divisor !== 0) return false;
      this.#scaled[element] = (amount / divisor) * factor;
    }
    return true;
  }

  /** Every element that is not the base's came in through exactly one exchange, with all its amount. */
  #searchSimple(source: FlatSource): void {
    const incoming = this.#incoming;
    incoming.length = 0;
    for (const element of this.#elements) {
      if (!source.amounts.some((held) => held.element === element)) incoming.push(element);
    }
    if (incoming.length !== source.exchanges.length) return;
    for (const { element, amount } of source.yielding) {
      this.#difference[element] = amount - (this.#scaled[element] as number);
    }
    this.#taken.length = 0;
    this.#assign(source, 0);
  }

  #assign(source: FlatSource, place: number): void {
    const exchange = source.exchanges[place];
    if (exchange === undefined) {
      if (source.yielding.every(({ element }) => this.#difference[element] === 0)) this.#record(source);
      return;
    }
    for (let candidate = 0; candidate < this.#incoming.length; candidate += 1) {
      if (this.#taken[candidate]) continue;
      const element = this.#incoming[candidate] as number;
      const chosen = exchange.pool.places[element] as number;
      if (chosen < 0) continue;
      const amount = this.#scaled[element] as number;
      const point = exchange.grid.places.get(amount);
      if (point === undefined || amount > (this.#difference[exchange.element] as number)) continue;
      this.#taken[candidate] = true;
      this.#chosen[place] = chosen;
      this.#points[place] = point;
      this.#difference[exchange.element] = (this.#difference[exchange.element] as number) - amount;
      this.#assign(source, place + 1);
      this.#difference[exchange.element] = (this.#difference[exchange.element] as number) + amount;
      this.#taken[candidate] = false;
    }
  }

  /** Tries every choice of elements and amounts that fits; for the rare sources whose pools overlap with their base. */
  #searchAny(source: FlatSource): void {
    const difference = this.#difference;
    difference.fill(0);
    for (const element of this.#elements) difference[element] = this.#scaled[element] as number;
    for (const { element, amount } of source.amounts) {
      difference[element] = (difference[element] as number) - amount;
    }
    this.#assignAny(source, 0);
  }

  #assignAny(source: FlatSource, place: number): void {
    const difference = this.#difference;
    const exchange = source.exchanges[place];
    if (exchange === undefined) {
      if (difference.every((amount) => amount === 0) && !this.#clashes(source)) this.#record(source);
      return;
    }
    for (const element of this.#elements) {
      const chosen = exchange.pool.places[element] as number;
      if (chosen < 0) continue;
      for (const [point, amount] of exchange.grid.values.entries()) {
        if (amount > (this.#scaled[element] as number)) break;
        this.#chosen[place] = chosen;
        this.#points[place] = point;
        difference[element] = (difference[element] as number) - amount;
        difference[exchange.element] = (difference[exchange.element] as number) + amount;
        this.#assignAny(source, place + 1);
        difference[element] = (difference[element] as number) + amount;
        difference[exchange.element] = (difference[exchange.element] as number) - amount;
      }
    }
  }

  #clashes(source: FlatSource): boolean {
    return clashes(
      source.exchanges,
      source.exchanges.map(({ pool }, place) => pool.elements[this.#chosen[place] as number] as number),
    );
  }

  #record(source: FlatSource): void {
    let choice = 0;
    let point = 0;
    for (const [place, { pool, grid }] of source.exchanges.entries()) {
      choice = choice * pool.elements.length + (this.#chosen[place] as number);
      point = point * grid.values.length + (this.#points[place] as number);
    }
    const raw = source.first + choice * source.points + point;
    if (raw >= this.#limit) return;
    this.#all?.push(raw);
    if (raw < this.#smallest) this.#smallest = raw;
  }
}
