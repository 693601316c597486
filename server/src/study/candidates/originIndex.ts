/**
 * Which sources could have led to a composition: an index by the elements that a source leaves behind.
 *
 * A composition reached by a substitution consists of elements that the base kept whole, elements that gave way in part, and elements
 * that came in. The index is asked with every such division of a composition's elements, and answers with the sources registered
 * under the same division. It proposes and never decides: keys are sums of numbers drawn per element, so two divisions may share one,
 * and amounts are not looked at. `ways.ts` decides.
 */
import { ELEMENT_BOUND, type FlatSource } from './flatSource.ts';

/** Kept whole, gave way in part, came in. */
const KEPT = 0;
const LEFT = 1;

/** Space groups run from 0 (unknown) to 230. */
const SPACE_GROUP_BOUND = 256;

const marks = {
  kept: drawMarks(1, ELEMENT_BOUND),
  left: drawMarks(2, ELEMENT_BOUND),
  spaceGroup: drawMarks(3, SPACE_GROUP_BOUND),
};

export class OriginIndex {
  readonly #bySplit = new Map<number, FlatSource[]>();
  /** Sources whose ways cannot be told from the elements alone, by the elements that they keep whole. */
  readonly #byKept = new Map<number, FlatSource[]>();
  /** The divisions that occur at all: numbers of elements kept whole, left in part and come in. */
  readonly #shapes = new Map<number, Set<number>>();
  /** By atomic number, whether any source keeps it whole (bit 0) or leaves it in part (bit 1). */
  readonly #roles = new Uint8Array(ELEMENT_BOUND);

  constructor(sources: readonly FlatSource[]) {
    for (const source of sources) {
      if (source.simple) this.#registerSplits(source);
      else this.#registerKept(source);
    }
  }

  /** Lists of sources, each ascending, that may lead to a composition of these elements. */
  proposals(elements: readonly number[], spaceGroup: number): readonly (readonly FlatSource[])[] {
    const found: FlatSource[][] = [];
    const start = marks.spaceGroup[spaceGroup] as number;
    for (const shape of this.#shapes.get(elements.length) ?? []) {
      this.#divide(elements, 0, start, shape >> 8, shape & 255, found);
    }
    if (this.#byKept.size > 0) this.#keep(elements, 0, start, found);
    return found;
  }

  #registerSplits(source: FlatSource): void {
    const kept = keyOfKept(source);
    for (const { element } of source.untouched) this.#addRole(element, KEPT);
    for (const remaining of remainders(source)) {
      let key = kept;
      for (const element of remaining) {
        key += marks.left[element] as number;
        this.#addRole(element, LEFT);
      }
      append(this.#bySplit, key, source);
      const size = source.untouched.length + remaining.length + source.exchanges.length;
      const shapes = this.#shapes.get(size) ?? new Set();
      this.#shapes.set(size, shapes.add((source.untouched.length << 8) | remaining.length));
    }
  }

  #registerKept(source: FlatSource): void {
    append(this.#byKept, keyOfKept(source), source);
    for (const { element } of source.untouched) this.#addRole(element, KEPT);
  }

  #addRole(element: number, role: number): void {
    this.#roles[element] = (this.#roles[element] as number) | (1 << role);
  }

  /** Goes through the divisions with `kept` elements kept whole and `left` left in part among those from `place` on. */
  #divide(
    elements: readonly number[],
    place: number,
    key: number,
    kept: number,
    left: number,
    found: FlatSource[][],
  ): void {
    if (kept === 0 && left === 0) {
      const sources = this.#bySplit.get(key);
      if (sources !== undefined) found.push(sources);
      return;
    }
    if (elements.length - place < kept + left) return;
    const element = elements[place] as number;
    const roles = this.#roles[element] as number;
    if (kept > 0 && (roles & (1 << KEPT)) !== 0) {
      this.#divide(elements, place + 1, key + (marks.kept[element] as number), kept - 1, left, found);
    }
    if (left > 0 && (roles & (1 << LEFT)) !== 0) {
      this.#divide(elements, place + 1, key + (marks.left[element] as number), kept, left - 1, found);
    }
    this.#divide(elements, place + 1, key, kept, left, found);
  }

  #keep(elements: readonly number[], place: number, key: number, found: FlatSource[][]): void {
    if (place === elements.length) {
      const sources = this.#byKept.get(key);
      if (sources !== undefined) found.push(sources);
      return;
    }
    const element = elements[place] as number;
    if (((this.#roles[element] as number) & (1 << KEPT)) !== 0) {
      this.#keep(elements, place + 1, key + (marks.kept[element] as number), found);
    }
    this.#keep(elements, place + 1, key, found);
  }
}

function keyOfKept(source: FlatSource): number {
  return source.untouched.reduce(
    (key, { element }) => key + (marks.kept[element] as number),
    marks.spaceGroup[source.spaceGroup] as number,
  );
}

/** Every set of yielding elements of which some way of the source leaves a part. */
function remainders(source: FlatSource): number[][] {
  let sets: number[][] = [[]];
  for (const { element, amount } of source.yielding) {
    const exchanges = source.exchanges.filter((exchange) => exchange.element === element);
    const most = exchanges.reduce((sum, { grid }) => sum + (grid.values.at(-1) as number), 0);
    const least = exchanges.reduce((sum, { grid }) => sum + (grid.values[0] as number), 0);
    const grown: number[][] = [];
    for (const set of sets) {
      if (most === amount) grown.push(set);
      if (least < amount) grown.push([...set, element]);
    }
    sets = grown;
  }
  return sets;
}

function append(map: Map<number, FlatSource[]>, key: number, source: FlatSource): void {
  const sources = map.get(key);
  if (sources === undefined) map.set(key, [source]);
  else sources.push(source);
}

/**
 * Whole numbers below 2^46, so that the sum over a composition's elements stays exact. Fixed by the seed: a study is enumerated the
 * same way on every machine. The mixing is the finaliser of MurmurHash3 (Appleby, public domain).
 */
function drawMarks(seed: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, place) => {
    const high = mixed(seed * 0x10000 + place * 2) >>> 10;
    const low = mixed(seed * 0x10000 + place * 2 + 1) >>> 8;
    return high * 2 ** 24 + low;
  });
}

function mixed(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
