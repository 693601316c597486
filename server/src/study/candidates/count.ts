/** Counting the distinct candidates of a study, in pieces that the caller can stop between. */
import type { Span } from '@spinel-studio/grammar';
import type { CandidateCount, CountProgress, Study } from '../types.ts';
import type { Enumeration } from './enumeration.ts';

/** Raw ways between two reports of progress: a few milliseconds of work, even where every way has to be looked at. */
const WAYS_PER_PIECE = 20_000;

/** Blocks between two reports: a block without rivals is counted without looking at its ways. */
const BLOCKS_PER_PIECE = 1_000;

/** Yields now and then how far it is, and returns the count. Nothing is kept between pieces but the sums. */
export function* countDistinct(
  study: Study,
  enumeration: Enumeration,
): Generator<CountProgress, CandidateCount> {
  const byStatement = new Map<number, number>();
  const statementOfBase = statementsOfBases(study);
  let distinct = 0;
  let ways = 0;
  let blocks = 0;
  for (const source of enumeration.sources) {
    const statement = source.statement < 0 ? (statementOfBase[source.base] ?? -1) : source.statement;
    const choices = source.ways / source.points;
    for (let choice = 0; choice < choices; choice += 1) {
      const found = enumeration.countBlock(source, choice);
      distinct += found;
      byStatement.set(statement, (byStatement.get(statement) ?? 0) + found);
      ways += source.points;
      blocks += 1;
      if (ways < WAYS_PER_PIECE && blocks < BLOCKS_PER_PIECE) continue;
      ways = 0;
      blocks = 0;
      yield { done: source.first + (choice + 1) * source.points, total: enumeration.rawCount, distinct };
    }
  }
  return { distinct, byStatement };
}

/** By base, the index of the statement that declares it. */
function statementsOfBases(study: Study): readonly number[] {
  let statement = 0;
  return study.bases.map(({ span }) => {
    if (!contains(study.statements[statement]?.span, span)) {
      statement = study.statements.findIndex((candidate) => contains(candidate.span, span));
    }
    return statement;
  });
}

function contains(outer: Span | undefined, inner: Span): boolean {
  return outer !== undefined && outer.start <= inner.start && inner.end <= outer.end;
}
