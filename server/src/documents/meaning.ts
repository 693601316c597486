/** What of a study decides its candidates, as one short key: comments, whitespace, titles and screens play no part in it. */
import type { Study } from '../study/types.ts';

/**
 * Two studies with the same key have the same candidates by the same statements. Computed after every edit, so it costs a few operations for
 * each substitution: pools and grids, which many substitutions share, are read once.
 */
export function meaningOf(study: Study): string {
  const digest = new Digest();
  const shared = new Map<readonly unknown[], Digest>();
  for (const { composition, family, sites } of study.bases) {
    digest.text(`${composition.key} ${family.name} ${family.spaceGroup}`);
    for (const { site, amounts } of sites) {
      digest.text(site.name);
      for (const [element, amount] of amounts) digest.text(`${element}${amount}`);
    }
  }
  for (const { statement, base, exchanges } of study.substitutions) {
    digest.number(statement);
    digest.number(base);
    for (const { site, element, substituents, grid } of exchanges) {
      digest.number(site);
      digest.text(element);
      for (const list of [substituents, grid]) {
        let read = shared.get(list);
        if (read === undefined) {
          read = new Digest();
          read.text(list.join(' '));
          shared.set(list, read);
        }
        digest.add(read);
      }
    }
  }
  return digest.key;
}

/** Two independent 32-bit FNV-1a sums: not safe against an adversary, but two edits of one file never meet by chance. */
class Digest {
  #first = 0x811c9dc5;
  #second = 0x9e3779b9;

  number(value: number): void {
    this.#first = Math.imul(this.#first ^ value, 0x01000193);
    this.#second = Math.imul(this.#second ^ value, 0x85ebca6b);
    this.#second ^= this.#second >>> 15;
  }

  /** The length comes first, so that pieces cannot be cut differently. */
  text(value: string): void {
    this.number(value.length);
    for (let at = 0; at < value.length; at += 1) this.number(value.charCodeAt(at));
  }

  add(other: Digest): void {
    this.number(other.#first);
    this.number(other.#second);
  }

  get key(): string {
    return `${(this.#first >>> 0).toString(36)}.${(this.#second >>> 0).toString(36)}`;
  }
}
