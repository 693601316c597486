/**
 * Colours text by a TextMate grammar as editors do, line by line: as much of TextMate as our grammar uses. The regular expressions of the
 * grammar mean the same in Oniguruma and here.
 */
import type { TextMateGrammar, TextMateRule } from '../generate/textMate.ts';

export interface ScopedRange {
  readonly start: number;
  readonly end: number;
  readonly scope: string;
}

interface Found {
  readonly match: RegExpExecArray;
  readonly rule: TextMateRule | 'end';
}

/** The innermost scopes of a text, without the pieces that have none. */
export function scopesOf(grammar: TextMateGrammar, text: string): readonly ScopedRange[] {
  const reader = new TextMateReader(grammar);
  let offset = 0;
  for (const line of text.split('\n')) {
    reader.readLine(line, offset);
    offset += line.length + 1;
  }
  return reader.ranges;
}

class TextMateReader {
  readonly ranges: ScopedRange[] = [];
  readonly #grammar: TextMateGrammar;
  readonly #open: TextMateRule[] = [];

  constructor(grammar: TextMateGrammar) {
    this.#grammar = grammar;
  }

  readLine(line: string, offset: number): void {
    let at = 0;
    while (at <= line.length) {
      const found = this.#next(line, at);
      const scope = this.#open.at(-1)?.name;
      const from = found?.match.index ?? line.length;
      if (scope !== undefined) this.#add(offset + at, offset + from, scope);
      if (found === undefined) return;
      this.#take(found, offset);
      at = from + found.match[0].length;
    }
  }

  #next(line: string, at: number): Found | undefined {
    const current = this.#open.at(-1);
    const rules = this.#expand(current === undefined ? this.#grammar.patterns : (current.patterns ?? []));
    const candidates: Found[] = [];
    const end = current?.end === undefined ? null : find(current.end, line, at);
    if (end !== null) candidates.push({ match: end, rule: 'end' });
    for (const rule of rules) {
      const match = find(rule.match ?? rule.begin ?? '(?!)', line, at);
      if (match !== null) candidates.push({ match, rule });
    }
    return candidates.reduce<Found | undefined>(
      (best, found) => (best === undefined || found.match.index < best.match.index ? found : best),
      undefined,
    );
  }

  #expand(rules: readonly TextMateRule[]): readonly TextMateRule[] {
    return rules.flatMap((rule) => {
      if (rule.include === undefined) return [rule];
      const named = this.#grammar.repository[rule.include.slice(1)];
      if (named === undefined) throw new Error(`The grammar has no ${rule.include}.`);
      return named.begin === undefined && named.match === undefined
        ? this.#expand(named.patterns ?? [])
        : [named];
    });
  }

  #take({ match, rule }: Found, offset: number): void {
    const start = offset + match.index;
    const scope = rule === 'end' ? this.#open.pop()?.name : rule.name;
    if (scope !== undefined) this.#add(start, start + match[0].length, scope);
    if (rule === 'end') return;
    for (const [group, { name }] of Object.entries(rule.captures ?? rule.beginCaptures ?? {})) {
      const range = match.indices?.[Number(group)];
      if (range !== undefined) this.#add(offset + range[0], offset + range[1], name);
    }
    if (rule.begin !== undefined) this.#open.push(rule);
  }

  #add(start: number, end: number, scope: string): void {
    const last = this.ranges.at(-1);
    if (start === end) return;
    if (last !== undefined && last.scope === scope && last.end === start) this.ranges.pop();
    this.ranges.push({ start: last?.scope === scope && last.end === start ? last.start : start, end, scope });
  }
}

function find(pattern: string, line: string, at: number): RegExpExecArray | null {
  const expression = new RegExp(pattern, 'dg');
  expression.lastIndex = at;
  return expression.exec(line);
}
