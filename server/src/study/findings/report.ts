import type { Span } from '@spinel-studio/grammar';
import { type FindingCode, findings } from '../../catalogue.ts';
import type { Finding } from '../types.ts';

type Extras = Partial<Pick<Finding, 'fixes' | 'related' | 'unnecessary'>>;

/** Collects the findings of a file while it is resolved. */
export class Report {
  readonly #findings: Finding[] = [];
  readonly #seen = new Set<string>();

  /** Adds a finding; the same message at the same place is kept once, as several bases may run into one mistake. */
  add(code: FindingCode, span: Span, message: string, extras: Extras = {}): void {
    const key = `${code} ${span.start} ${span.end} ${message}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    const { severity } = findings[code];
    this.#findings.push({ code, severity, span, message, ...extras, fixes: extras.fixes ?? [] });
  }

  /** In the order of the text. */
  findings(): readonly Finding[] {
    return this.#findings.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  }
}
