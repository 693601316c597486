import type { Span } from '@spinel-studio/grammar';
import { type FindingCode, findings } from '../../catalogue.ts';
import type { Finding } from '../types.ts';

type Extras = Partial<Pick<Finding, 'fixes' | 'related' | 'unnecessary'>>;

/** Collects the findings of a file while it is resolved. */
export class Report {
  readonly #findings: Finding[] = [];
  readonly #byStart = new Map<number, Finding[]>();

  /** Adds a finding; the same message at the same place is kept once, as several bases may run into one mistake. */
  add(code: FindingCode, span: Span, message: string, extras: Extras = {}): void {
    const finding = {
      code,
      severity: findings[code].severity,
      span,
      message,
      ...extras,
      fixes: extras.fixes ?? [],
    };
    const here = this.#byStart.get(span.start);
    if (here === undefined) this.#byStart.set(span.start, [finding]);
    else if (here.some((other) => isSame(other, finding))) return;
    else here.push(finding);
    this.#findings.push(finding);
  }

  /** In the order of the text. */
  findings(): readonly Finding[] {
    return this.#findings.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  }
}

function isSame(a: Finding, b: Finding): boolean {
  return a.code === b.code && a.span.end === b.span.end && a.message === b.message;
}
