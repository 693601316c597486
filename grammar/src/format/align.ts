/** Puts the `=` of neighbouring pools, and the comments behind neighbouring lines, below each other. */
import type { Line } from './layout.ts';

/** Aligns in place. A blank line, or a line without the mark in question, parts neighbours. */
export function align(lines: readonly Line[]): void {
  for (const run of runs(lines, (line) => line.equalsAt !== undefined)) alignEquals(run);
}

/** The text of a line with its comment, and how far the code of its neighbours reaches. */
export function withComments(lines: readonly Line[]): readonly string[] {
  const texts = new Map<Line, string>();
  for (const run of runs(lines, (line) => line.comment !== undefined)) {
    const width = widest(run, (line) => line.code.length);
    for (const line of run) texts.set(line, `${line.code.padEnd(width)} ${line.comment}`);
  }
  return lines.map(
    (line) => texts.get(line) ?? (line.comment === undefined ? line.code : `${line.code} ${line.comment}`),
  );
}

function alignEquals(run: readonly Line[]): void {
  const width = widest(run, (line) => line.equalsAt ?? 0);
  for (const line of run) {
    const at = line.equalsAt ?? 0;
    line.code = `${line.code.slice(0, at).padEnd(width)}${line.code.slice(at)}`;
  }
}

function widest(run: readonly Line[], measure: (line: Line) => number): number {
  return run.reduce((most, line) => Math.max(most, measure(line)), 0);
}

function runs(lines: readonly Line[], belongs: (line: Line) => boolean): readonly (readonly Line[])[] {
  const found: Line[][] = [];
  let open = false;
  for (const line of lines) {
    const member = !line.fixed && belongs(line);
    if (member && open && !line.blankBefore) found.at(-1)?.push(line);
    else if (member) found.push([line]);
    open = member;
  }
  return found;
}
