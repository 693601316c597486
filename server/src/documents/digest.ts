/** Short keys of long texts, made without the cryptography whose libraries a server at rest should not hold. */

/** Two independent 32-bit FNV-1a sums: not safe against an adversary, but two edits of one file never meet by chance. */
export class Digest {
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
