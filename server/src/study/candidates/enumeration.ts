/** The raw enumeration of a study, which finds the distinct candidates among its ways in constant memory. */
import type { Study } from '../types.ts';
import { Block } from './block.ts';
import { type FlatSource, flattenStudy } from './flatSource.ts';
import { OriginIndex } from './originIndex.ts';
import { type FlatComposition, WayFinder } from './ways.ts';

/** A raw index taken apart: the source, which elements (mixed radix), which amounts (mixed radix). */
export interface RawAddress {
  readonly source: FlatSource;
  readonly choice: number;
  readonly point: number;
}

export class Enumeration {
  readonly sources: readonly FlatSource[];
  readonly rawCount: number;
  readonly #index: OriginIndex;
  readonly #finder = new WayFinder();
  readonly #block: Block;

  constructor(study: Study) {
    this.sources = flattenStudy(study);
    const last = this.sources.at(-1);
    this.rawCount = last === undefined ? 0 : last.first + last.ways;
    this.#index = new OriginIndex(this.sources);
    this.#block = new Block(this.#index, this.#finder);
  }

  /** @throws RangeError where the index is not one of this enumeration. */
  address(raw: number): RawAddress {
    const source = this.sources[this.#sourceAt(raw)];
    if (source === undefined) throw new RangeError(`There is no raw index ${raw} among ${this.rawCount}.`);
    const local = raw - source.first;
    return { source, choice: Math.floor(local / source.points), point: local % source.points };
  }

  isDistinct({ source, choice, point }: RawAddress): boolean {
    this.#block.enter(source, choice);
    return this.#block.isDistinct(point);
  }

  /** Appends the distinct raw indices of [from, to) to the list, ascending. */
  collectDistinct(from: number, to: number, into: number[]): void {
    const end = Math.min(to, this.rawCount);
    for (let raw = Math.max(0, from); raw < end; ) {
      const { source, choice, point } = this.address(raw);
      this.#block.enter(source, choice);
      const stop = Math.min(source.points, point + (end - raw));
      for (let at = point; at < stop; at += 1) {
        if (this.#block.isDistinct(at)) into.push(raw + at - point);
      }
      raw += stop - point;
    }
  }

  /** The number of distinct candidates in one block. */
  countBlock(source: FlatSource, choice: number): number {
    this.#block.enter(source, choice);
    return this.#block.countDistinct();
  }

  /** All raw indices that lead to a composition in a space group, ascending. */
  waysTo(composition: FlatComposition, spaceGroup: number): readonly number[] {
    const ways = new Set<number>();
    for (const list of this.#index.proposals(composition.elements, spaceGroup)) {
      for (const source of list) {
        for (const raw of this.#finder.allWays(source, composition)) ways.add(raw);
      }
    }
    return [...ways].sort((a, b) => a - b);
  }

  /** The place of the last source that starts at or before a raw index and has ways; -1 outside the enumeration. */
  #sourceAt(raw: number): number {
    if (!(raw >= 0 && raw < this.rawCount) || !Number.isInteger(raw)) return -1;
    let low = 0;
    let high = this.sources.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.sources[middle] as FlatSource).first <= raw) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
