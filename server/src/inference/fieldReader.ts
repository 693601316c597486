import { SpinelError } from '../errors.ts';

type Shape = 'text' | 'number' | 'object' | 'list';

/** Reads a value of unknown make field by field; what does not fit is an SP4003 that names the field. */
export class FieldReader {
  readonly #value: unknown;
  readonly #path: string;
  readonly #file: string;
  readonly #remedy: string;

  /** `file` is the manifest as the user knows it, `remedy` what to do where it is wrong, `path` the field inside: `models[0].domain`. */
  constructor(value: unknown, file: string, remedy: string, path = '') {
    this.#value = value;
    this.#file = file;
    this.#remedy = remedy;
    this.#path = path;
  }

  field(name: string): FieldReader {
    return this.#inside(this.#record()[name], this.#path === '' ? name : `${this.#path}.${name}`);
  }

  /** A field that may be missing. */
  optional(name: string): FieldReader | undefined {
    return this.#record()[name] === undefined ? undefined : this.field(name);
  }

  items(): FieldReader[] {
    if (!Array.isArray(this.#value)) throw this.#wrong('list');
    return this.#value.map((item, index) => this.#inside(item, `${this.#path}[${index}]`));
  }

  entries(): [string, FieldReader][] {
    return Object.keys(this.#record()).map((name) => [name, this.field(name)]);
  }

  text(): string {
    if (typeof this.#value !== 'string') throw this.#wrong('text');
    return this.#value;
  }

  /** A text of this pattern; `meaning` completes the sentence "must be …". */
  textLike(pattern: RegExp, meaning: string): string {
    const text = this.text();
    if (!pattern.test(text)) throw this.problem(`must be ${meaning}, not “${text}”`);
    return text;
  }

  number(from = -Infinity, to = Infinity): number {
    if (typeof this.#value !== 'number' || !Number.isFinite(this.#value)) throw this.#wrong('number');
    if (this.#value < from || this.#value > to) {
      throw this.problem(`must lie in ${from} to ${to}, not at ${this.#value}`);
    }
    return this.#value;
  }

  whole(from: number): number {
    const value = this.number(from);
    if (!Number.isInteger(value)) throw this.problem(`must be a whole number, not ${value}`);
    return value;
  }

  textOrNumber(): string | number {
    return typeof this.#value === 'number' ? this.number() : this.text();
  }

  /** `what` completes the sentence "models[0].sha256 …". */
  problem(what: string): SpinelError {
    return new SpinelError(
      'SP4003',
      `${this.#file}: ${this.#path === '' ? 'the whole' : this.#path} ${what}.`,
      this.#remedy,
    );
  }

  #inside(value: unknown, path: string): FieldReader {
    return new FieldReader(value, this.#file, this.#remedy, path);
  }

  #record(): Readonly<Record<string, unknown>> {
    if (typeof this.#value !== 'object' || this.#value === null || Array.isArray(this.#value)) {
      throw this.#wrong('object');
    }
    return this.#value as Record<string, unknown>;
  }

  #wrong(expected: Shape): SpinelError {
    const missing = this.#value === undefined ? 'and is missing' : `not ${describe(this.#value)}`;
    return this.problem(`must be ${expected === 'object' ? 'an' : 'a'} ${expected}, ${missing}`);
  }
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `the ${typeof value} ${JSON.stringify(value)}`;
}
