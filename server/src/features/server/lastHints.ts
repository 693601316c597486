/**
 * The hints that a client shows, so that none flickers: while a value is being found anew, or a half-typed statement hides its neighbours
 * from the parser, a line that nobody touched keeps the hint it had.
 */
import type { InlayHint, Range } from 'vscode-languageserver';
import type { ResolvedDocument } from '../../documents/studyDocument.ts';

export class LastHints {
  #lines: readonly string[];
  /** By line of the present text; lines that were touched since have lost theirs. */
  #shown = new Map<number, readonly InlayHint[]>();

  constructor(text: string) {
    this.#lines = text.split(/\r\n|\n|\r/);
  }

  /** Takes the next text: hints before and behind what changed move with their lines. */
  edited(text: string): void {
    const lines = text.split(/\r\n|\n|\r/);
    const before = this.#lines;
    let head = 0;
    while (head < Math.min(before.length, lines.length) && before[head] === lines[head]) head += 1;
    let tail = 0;
    while (
      tail < Math.min(before.length, lines.length) - head &&
      before[before.length - 1 - tail] === lines[lines.length - 1 - tail]
    ) {
      tail += 1;
    }
    const moved = new Map<number, readonly InlayHint[]>();
    for (const [line, shown] of this.#shown) {
      if (line < head) moved.set(line, shown);
      else if (line >= before.length - tail) moved.set(line + lines.length - before.length, shown);
    }
    this.#shown = moved;
    this.#lines = lines;
  }

  /**
   * Fresh hints, with the last ones on lines of the range that should have one but have none yet: below a syntax problem, which may hide
   * them from the parser, and while counting and predicting in the background go on.
   */
  merge(
    document: ResolvedDocument,
    range: Range,
    fresh: readonly InlayHint[],
    working: boolean,
  ): InlayHint[] {
    const byLine = Map.groupBy(fresh, ({ position }) => position.line);
    const merged: InlayHint[] = [];
    const broken = document.parsed.problems.length > 0;
    const end = Math.min(range.end.line, this.#lines.length - 1);
    for (let line = range.start.line; line <= end; line += 1) {
      const present = byLine.get(line) ?? [];
      const last = this.#shown.get(line) ?? [];
      const kept = working ? settled(present, last) : present.length === 0 && broken ? last : present;
      if (kept.length > 0) this.#shown.set(line, kept);
      else this.#shown.delete(line);
      merged.push(...kept.map((hint) => at(hint, line)));
    }
    return merged;
  }
}

/** Fresh hints, but the last one at a place where the fresh one is missing or says less than the last did. */
function settled(fresh: readonly InlayHint[], last: readonly InlayHint[]): readonly InlayHint[] {
  const places = new Set([...fresh, ...last].map(({ position }) => position.character));
  return [...places].flatMap((character) => {
    const now = fresh.find(({ position }) => position.character === character);
    const before = last.find(({ position }) => position.character === character);
    return (now && before && saysMore(before, now) ? before : (now ?? before)) ?? [];
  });
}

/** A count with its range of gaps says more than the count alone, which is what is known first after an edit. */
function saysMore(before: InlayHint, now: InlayHint): boolean {
  return String(before.label).includes(' · ') && !String(now.label).includes(' · ');
}

function at(hint: InlayHint, line: number): InlayHint {
  return { ...hint, position: { ...hint.position, line } };
}
