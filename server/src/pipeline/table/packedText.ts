/** Bytes reserved for a text at first; formulas are short. */
const BYTES_PER_TEXT = 24;

/**
 * Many short texts in one piece of memory, decoded when they are asked for. A million formulas take 30 MB instead of a million objects,
 * and searching and sorting work on the bytes.
 */
export class PackedText {
  readonly #bytes: Buffer;
  readonly #starts: Uint32Array;
  readonly count: number;
  #lowerCase: Buffer | undefined;

  constructor(bytes: Buffer, starts: Uint32Array, count: number) {
    this.#bytes = bytes;
    this.#starts = starts;
    this.count = count;
  }

  at(place: number): string {
    return this.#bytes.toString('utf8', this.#start(place), this.#start(place + 1));
  }

  #start(place: number): number {
    return this.#starts[place] ?? 0;
  }

  /** Marks, in `marks`, every text that holds `needle`; small letters match either case where `ignoreCase` is set (ASCII only). */
  markContaining(needle: string, ignoreCase: boolean, marks: Uint8Array): void {
    const haystack = ignoreCase ? this.#lowered() : this.#bytes;
    const pattern = Buffer.from(ignoreCase ? lowerAscii(needle) : needle);
    let place = 0;
    let at = haystack.indexOf(pattern);
    while (at >= 0 && place < this.count) {
      while (place + 1 < this.count && this.#start(place + 1) <= at) place += 1;
      const end = this.#start(place + 1);
      if (at + pattern.length <= end) {
        marks[place] = 1;
        at = haystack.indexOf(pattern, end);
      } else {
        at = haystack.indexOf(pattern, at + 1);
      }
    }
  }

  #lowered(): Buffer {
    if (this.#lowerCase === undefined) {
      this.#lowerCase = Buffer.from(this.#bytes);
      for (const [place, byte] of this.#bytes.entries()) {
        if (byte >= 65 && byte <= 90) this.#lowerCase[place] = byte + 32;
      }
    }
    return this.#lowerCase;
  }

  /** The places in ascending byte order of their texts, equal texts in the order of their places. */
  ascending(): Uint32Array {
    let order: Uint32Array = Uint32Array.from({ length: this.count }, (_, place) => place);
    let spare: Uint32Array = new Uint32Array(this.count);
    // A radix sort from the last pair of bytes to the first: linear, and a comparison of texts would have to decode them.
    for (let offset = this.#longest() - 1; offset >= 0; offset -= 2) {
      this.#distribute(order, spare, Math.max(0, offset - 1));
      [order, spare] = [spare, order];
    }
    return order;
  }

  #longest(): number {
    let longest = 0;
    for (let place = 0; place < this.count; place += 1) {
      longest = Math.max(longest, this.#start(place + 1) - this.#start(place));
    }
    return longest;
  }

  /** One stable pass by the two bytes at an offset; a text that is shorter comes first. */
  #distribute(from: Uint32Array, to: Uint32Array, offset: number): void {
    const keys = new Uint16Array(this.count);
    const counts = new Uint32Array(65_537);
    for (let place = 0; place < this.count; place += 1) {
      const start = this.#start(place) + offset;
      const end = this.#start(place + 1);
      const high = start < end ? (this.#bytes[start] ?? 0) : 0;
      const low = start + 1 < end ? (this.#bytes[start + 1] ?? 0) : 0;
      const key = (high << 8) | low;
      keys[place] = key;
      counts[key + 1] = (counts[key + 1] ?? 0) + 1;
    }
    for (let key = 1; key < counts.length; key += 1)
      counts[key] = (counts[key] ?? 0) + (counts[key - 1] ?? 0);
    for (const place of from) {
      const key = keys[place] ?? 0;
      const target = counts[key] ?? 0;
      to[target] = place;
      counts[key] = target + 1;
    }
  }
}

function lowerAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Gathers texts one after the other. */
export class TextPacker {
  #bytes: Buffer;
  readonly #starts: Uint32Array;
  #count = 0;
  #length = 0;

  constructor(expected: number) {
    this.#bytes = Buffer.allocUnsafe(Math.max(64, expected * BYTES_PER_TEXT));
    this.#starts = new Uint32Array(expected + 1);
  }

  add(text: string): void {
    const needed = this.#length + text.length * 3;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    this.#length += this.#bytes.write(text, this.#length);
    this.#count += 1;
    this.#starts[this.#count] = this.#length;
  }

  finish(): PackedText {
    return new PackedText(this.#bytes.subarray(0, this.#length), this.#starts, this.#count);
  }
}
