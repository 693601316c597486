import type { Identifier, Span } from '@spinel-studio/grammar';
import { asQuestion, didYouMean } from '../findings/didYouMean.ts';
import { replacement, replacements } from '../findings/fixes.ts';
import type { Report } from '../findings/report.ts';
import type { QuickFix } from '../types.ts';

interface Entry<Value> {
  readonly value: Value;
  /** Where the name is declared; undefined for one that every study has. */
  readonly span: Span | undefined;
}

/** The names of one kind (pools, families or bases), with what they stand for and whether anything uses them. */
export class NameTable<Value> {
  readonly #kind: 'pool' | 'family' | 'base';
  readonly #report: Report;
  readonly #entries = new Map<string, Entry<Value>>();
  readonly #used = new Set<string>();

  constructor(kind: 'pool' | 'family' | 'base', report: Report) {
    this.#kind = kind;
    this.#report = report;
  }

  addBuiltIn(name: string, value: Value): void {
    this.#entries.set(name, { value, span: undefined });
  }

  /** Takes a declared name, unless it is taken already (SP2004): the first declaration stands. */
  declare({ name, span }: Identifier, value: Value): boolean {
    const earlier = this.#entries.get(name);
    if (earlier === undefined) {
      this.#entries.set(name, { value, span });
      return true;
    }
    this.#reportTaken(name, span, earlier.span);
    return false;
  }

  /**
   * The value of a name, which counts as used from now on; an unknown name is reported (SP2003). `others` gives more of what may have
   * been meant, and is asked only then.
   */
  use({ name, span }: Identifier, others: () => readonly string[] = () => []): Value | undefined {
    const entry = this.#entries.get(name);
    if (entry !== undefined) {
      this.#used.add(name);
      return entry.value;
    }
    const near = [...others(), ...didYouMean(name, this.#entries.keys())];
    const advice = near.length > 0 ? asQuestion(near) : ` ${this.#advice()}`;
    const message = `There is no ${this.#kind} \`${name}\`.${advice}`;
    this.#report.add('SP2003', span, message, { fixes: replacements(span, near) });
    return undefined;
  }

  /** The value of a name without marking it as used and without a finding. */
  peek(name: string): Value | undefined {
    return this.#entries.get(name)?.value;
  }

  markUsed(name: string): void {
    this.#used.add(name);
  }

  names(): Iterable<string> {
    return this.#entries.keys();
  }

  isUsed(name: string): boolean {
    return this.#used.has(name);
  }

  #advice(): string {
    const declared = [...this.#entries].filter(([, { span }]) => span !== undefined).map(([name]) => name);
    const shown = (declared.length > 0 ? declared : [...this.#entries.keys()]).slice(0, 6);
    const known = shown.length > 0 ? `Use one of ${shown.join(', ')}, or declare it` : 'Declare it';
    return `${known} with \`${this.#kind}\`.`;
  }

  #reportTaken(name: string, span: Span, earlier: Span | undefined): void {
    const fresh = this.#freshName(name);
    const fixes: readonly QuickFix[] = [replacement(span, fresh, `Rename to ${fresh}`)];
    if (earlier === undefined) {
      const message = `Every study has a ${this.#kind} \`${name}\` already, which stays as it is. Give this one another name.`;
      this.#report.add('SP2004', span, message, { fixes });
      return;
    }
    const message = `The ${this.#kind} \`${name}\` is declared twice; the first declaration counts. Give this one another name, or remove it.`;
    const related = [{ span: earlier, message: `\`${name}\` is first declared here.` }];
    this.#report.add('SP2004', span, message, { fixes, related });
  }

  #freshName(name: string): string {
    let number = 2;
    const stem = name.replaceAll('.', '_');
    while (this.#entries.has(`${stem}${number}`)) number += 1;
    return `${stem}${number}`;
  }
}
