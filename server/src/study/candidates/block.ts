/**
 * One block of the raw enumeration: the ways of one source that share their choice of elements and differ in amounts only.
 *
 * Which other sources may lead to the same compositions depends on the elements alone, so it is looked up once a block (and once for
 * every set of elements that has given way completely), and each point then costs a few integer comparisons.
 */
import { clashes, ELEMENT_BOUND, type FlatSource } from './flatSource.ts';
import type { OriginIndex } from './originIndex.ts';
import { couldMeet } from './overlap.ts';
import type { FlatComposition, WayFinder } from './ways.ts';

/** What the points share at which the same yielding elements are gone. */
interface Pattern {
  readonly elements: readonly number[];
  /** Sources that may reach such a composition at a smaller raw index. */
  readonly rivals: readonly (readonly FlatSource[])[];
}

export class Block {
  readonly #index: OriginIndex;
  readonly #finder: WayFinder;
  readonly #amounts = new Float64Array(ELEMENT_BOUND);
  readonly #patterns = new Map<number, Pattern>();
  #source: FlatSource | undefined;
  #choice = -1;
  #clash = false;
  /** The elements that come in, one an exchange. */
  #incoming: number[] = [];

  constructor(index: OriginIndex, finder: WayFinder) {
    this.#index = index;
    this.#finder = finder;
  }

  /** Takes up the block of a source's `choice`, counted in mixed radix over its pools. */
  enter(source: FlatSource, choice: number): void {
    if (this.#source === source && this.#choice === choice) return;
    this.#clear();
    this.#source = source;
    this.#choice = choice;
    this.#incoming = incomingElements(source, choice);
    this.#clash = clashes(source.exchanges, this.#incoming);
    this.#patterns.clear();
  }

  /** Whether the way at this point is the first to its composition. */
  isDistinct(point: number): boolean {
    const source = this.#source;
    if (source === undefined || this.#clash) return false;
    const { elements, rivals } = this.#patternAt(this.#setPoint(source, point), source);
    if (rivals.length === 0) return true;
    const raw = source.first + this.#choice * source.points + point;
    const composition: FlatComposition = { elements, amounts: this.#amounts, total: source.total };
    for (const list of rivals) {
      for (const rival of list) {
        if (rival.place > source.place) break;
        if (this.#finder.reachesBelow(rival, composition, raw)) return false;
      }
    }
    return true;
  }

  /** The number of points that are the first way to their composition. */
  countDistinct(): number {
    const source = this.#source;
    if (source === undefined || this.#clash) return 0;
    if (this.#withoutRivals(source)) return source.points;
    let count = 0;
    for (let point = 0; point < source.points; point += 1) if (this.isDistinct(point)) count += 1;
    return count;
  }

  /** Whether no other way can lead here, so that the block's points need not be looked at one by one. */
  #withoutRivals(source: FlatSource): boolean {
    if (source.points === 1) return false;
    const last = 1 << source.yielding.length;
    for (let pattern = 0; pattern < last; pattern += 1) {
      if (patternOccurs(source, pattern) && this.#patternAt(pattern, source).rivals.length > 0) return false;
    }
    return true;
  }

  #clear(): void {
    for (const { element } of this.#source?.amounts ?? []) this.#amounts[element] = 0;
    for (const element of this.#incoming) this.#amounts[element] = 0;
  }

  /** Sets the amounts of a point, and says which yielding elements are gone there, a bit each. */
  #setPoint(source: FlatSource, point: number): number {
    const amounts = this.#amounts;
    const incoming = this.#incoming;
    for (const element of incoming) amounts[element] = 0;
    for (const { element, amount } of source.amounts) amounts[element] = amount;
    let rest = point;
    for (let place = incoming.length - 1; place >= 0; place -= 1) {
      const exchange = source.exchanges[place] as FlatSource['exchanges'][number];
      const { values } = exchange.grid;
      const x = values[rest % values.length] as number;
      rest = Math.floor(rest / values.length);
      const into = incoming[place] as number;
      amounts[into] = (amounts[into] as number) + x;
      amounts[exchange.element] = (amounts[exchange.element] as number) - x;
    }
    let gone = 0;
    for (let place = 0; place < source.yielding.length; place += 1) {
      if (amounts[source.yielding[place]?.element as number] === 0) gone |= 1 << place;
    }
    return gone;
  }

  #patternAt(gone: number, source: FlatSource): Pattern {
    let pattern = this.#patterns.get(gone);
    if (pattern === undefined) {
      const elements = this.#elementsWithout(gone, source);
      const proposals = this.#index.proposals(elements, source.spaceGroup);
      pattern = { elements, rivals: this.#rivals(proposals, gone, source) };
      this.#patterns.set(gone, pattern);
    }
    return pattern;
  }

  #elementsWithout(gone: number, source: FlatSource): readonly number[] {
    const lost = source.yielding.filter((_, place) => (gone & (1 << place)) !== 0);
    const elements = source.amounts.flatMap(({ element }) =>
      lost.some((held) => held.element === element) ? [] : [element],
    );
    for (const element of this.#incoming) if (!elements.includes(element)) elements.push(element);
    return elements;
  }

  /** At a single point a look at each proposal is cheaper than sorting out beforehand which can meet it. */
  #rivals(
    proposals: readonly (readonly FlatSource[])[],
    gone: number,
    source: FlatSource,
  ): readonly (readonly FlatSource[])[] {
    const single = source.points === 1 || gone === (1 << source.yielding.length) - 1;
    const lists = single
      ? proposals.filter((list) => (list[0] as FlatSource).place <= source.place)
      : proposals.map((list) =>
          list.filter(
            (rival) => rival.place <= source.place && couldMeet(source, this.#incoming, gone, rival),
          ),
        );
    return lists.filter((list) => list.length > 0);
  }
}

/** The elements of a choice, one an exchange; the last pool varies fastest. */
export function incomingElements(source: FlatSource, choice: number): number[] {
  const incoming: number[] = [];
  let rest = choice;
  for (let place = source.exchanges.length - 1; place >= 0; place -= 1) {
    const { elements } = (source.exchanges[place] as FlatSource['exchanges'][number]).pool;
    incoming[place] = elements[rest % elements.length] as number;
    rest = Math.floor(rest / elements.length);
  }
  return incoming;
}

/** Whether some point has exactly these yielding elements gone; too many patterns are allowed, too few never. */
function patternOccurs(source: FlatSource, gone: number): boolean {
  return source.yielding.every(({ element, amount }, place) => {
    const exchanges = source.exchanges.filter((exchange) => exchange.element === element);
    const most = exchanges.reduce((sum, { grid }) => sum + (grid.values.at(-1) as number), 0);
    const least = exchanges.reduce((sum, { grid }) => sum + (grid.values[0] as number), 0);
    return (gone & (1 << place)) !== 0 ? most === amount : least < amount;
  });
}
