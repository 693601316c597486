import type { BaseFromStatement, BaseStatement, Span, Statement } from '@spinel-studio/grammar';
import { type InlayHint, InlayHintKind, type Range } from 'vscode-languageserver';
import { counted, grouped } from '../counts.ts';
import type { Counts } from '../documents/counting.ts';
import type { GapRange } from '../documents/gapRanges.ts';
import type { ResolvedDocument } from '../documents/studyDocument.ts';
import type { Answer, Query } from '../inference/types.ts';
import type { ResolvedBase } from '../study/types.ts';
import { correctedTooltip } from './content/further.ts';
import { gapTooltip } from './content/gap.ts';
import { electronVolts, estimated, gapWithInterval, OUTSIDE, rounded } from './numbers.ts';
import { spanOf } from './positions.ts';
import { statementsIn } from './syntax/walk.ts';

/** What is known beyond the study itself when hints are drawn; each part may be missing and its hints come later. */
export interface HintKnowledge {
  readonly gap: (query: Query) => Answer | undefined;
  /** The gap at HSE level, corrected from the PBE gap that the query states. */
  readonly corrected: (query: Query) => Answer | undefined;
  readonly counts: Counts | undefined;
  readonly range: (statement: number) => GapRange | undefined;
  readonly kept: (statement: number) => Kept | undefined;
}

/** What a screen let through. */
export interface Kept {
  readonly kept: number;
  readonly of: number;
  /** `run`: counted by a run of the study as it is; `count`: all candidates were tested here; `estimate`: a sample of them. */
  readonly source: 'run' | 'count' | 'estimate';
  /** Why a run could not apply the screen. */
  readonly skipped: string | undefined;
}

export interface HintSettings {
  readonly gaps: boolean;
  readonly counts: boolean;
}

/** Hints of the statements that a range shows, for everything that is known. */
export function inlayHint(
  document: ResolvedDocument,
  range: Range,
  knowledge: HintKnowledge,
  settings: HintSettings,
): InlayHint[] {
  const shown = statementsIn(document.parsed.tree, spanOf(document.text, range));
  return shown.flatMap(({ statement, index }) => [
    ...(settings.gaps ? gapHints(document, statement, knowledge) : []),
    ...(settings.counts ? countHints(document, statement, index, knowledge) : []),
  ]);
}

/** The bases of the statements that a range shows, whose gaps hints need. */
export function basesShown(document: ResolvedDocument, range: Range): readonly ResolvedBase[] {
  const shown = statementsIn(document.parsed.tree, spanOf(document.text, range));
  return shown.flatMap(({ statement }) =>
    statement.kind === 'base' ? basesOf(document, statement).map(({ base }) => base) : [],
  );
}

export function queryOf({ composition, family, pbeGap }: ResolvedBase): Query {
  return { composition, spaceGroup: family.spaceGroup, pbeGap };
}

/** The gap of each base; the corrected one, which is nearer to the truth, where the base states a PBE gap and a model corrects it. */
function gapHints(
  document: ResolvedDocument,
  statement: Statement,
  { gap, corrected }: HintKnowledge,
): InlayHint[] {
  if (statement.kind !== 'base') return [];
  return basesOf(document, statement).flatMap(({ base, end }) => {
    const query = queryOf(base);
    const answer = gap(query);
    const better = base.pbeGap === undefined ? undefined : corrected(query);
    if (better?.ok) {
      const tooltip = correctedTooltip(better.prediction, base.pbeGap ?? 0, answer);
      return hintAt(document, end, gapWithInterval(better.prediction), tooltip);
    }
    if (!answer?.ok) return [];
    return hintAt(document, end, gapWithInterval(answer.prediction), gapTooltip(answer.prediction));
  });
}

/** The resolved bases of a statement with the offset behind each formula. */
function basesOf(
  document: ResolvedDocument,
  statement: BaseStatement,
): readonly { readonly base: ResolvedBase; readonly end: number }[] {
  return statement.items.flatMap(({ formula }) => {
    const base = formula && baseWithin(document, formula.span);
    return base ? [{ base, end: formula.span.end }] : [];
  });
}

/** The base whose declaration touches a span. */
function baseWithin({ study }: ResolvedDocument, span: Span): ResolvedBase | undefined {
  return study.bases.find((base) => base.span.start <= span.start && span.end <= base.span.end);
}

function countHints(
  document: ResolvedDocument,
  statement: Statement,
  index: number,
  knowledge: HintKnowledge,
): InlayHint[] {
  const { end } = statement.span;
  switch (statement.kind) {
    case 'pool': {
      const pool = document.study.pools.find(({ span }) => within(span, statement.span));
      if (!pool) return [];
      const list = pool.elements.join(' ');
      return hintAt(document, end, counted(pool.elements.length, 'element'), list || 'This pool is empty.');
    }
    case 'base-from':
      return tableHint(document, statement);
    case 'substitute':
      return substituteHint(document, end, index, knowledge);
    case 'screen':
    case 'exclude':
      return screenHint(document, end, knowledge.kept(index), knowledge.counts);
    default:
      return [];
  }
}

function tableHint(document: ResolvedDocument, statement: BaseFromStatement): InlayHint[] {
  const count = document.study.bases.filter(({ span }) => within(span, statement.span)).length;
  if (count === 0) return [];
  return hintAt(document, statement.span.end, counted(count, 'base'), 'Bases read from this file.');
}

function substituteHint(
  document: ResolvedDocument,
  end: number,
  index: number,
  { counts, range }: HintKnowledge,
): InlayHint[] {
  const count = counts?.byStatement.get(index);
  if (counts === undefined || count === undefined) return [];
  const candidates = counts.exact ? grouped(count) : estimated(count);
  const gaps = range(index);
  if (!gaps) return hintAt(document, end, `${candidates} new`, 'Candidates that no earlier statement gives.');
  const outside = gaps.outside * 2 > gaps.predicted ? ` ${OUTSIDE}` : '';
  const label = `${candidates} new · ${gaps.complete ? '' : '≈ '}${electronVolts(gaps.low)} … ${electronVolts(gaps.high)} eV${outside}`;
  return hintAt(document, end, label, substituteTooltip(gaps));
}

function substituteTooltip({ predicted, outside, complete }: GapRange): string {
  const basis = complete
    ? `Predicted gaps of all ${counted(predicted, 'new candidate')}.`
    : `Predicted gaps of ${grouped(predicted)} candidates drawn evenly; a run predicts all of them.`;
  const warning = outside > 0 ? ` ${grouped(outside)} of these lie outside the model's training data.` : '';
  return `Candidates that no earlier statement gives. ${basis}${warning}`;
}

function screenHint(
  document: ResolvedDocument,
  end: number,
  kept: Kept | undefined,
  counts: Counts | undefined,
): InlayHint[] {
  if (!kept) return [];
  if (kept.skipped !== undefined) return hintAt(document, end, 'not applied', kept.skipped);
  const known = kept.source !== 'estimate';
  // Before the first screen all candidates are left, and their number is known exactly.
  const ofKnown = known || (counts?.exact === true && kept.of === counts.distinct);
  const label = `kept ${known ? grouped(kept.kept) : estimated(kept.kept)} of ${ofKnown ? grouped(kept.of) : rounded(kept.of)}`;
  return hintAt(document, end, label, basisOf[kept.source]);
}

const basisOf: Readonly<Record<Kept['source'], string>> = {
  run: 'Counted by the last run.',
  count: 'All candidates of this study were tested.',
  estimate: 'Estimated from a sample of candidates; a run counts them.',
};

function within(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function hintAt({ text }: ResolvedDocument, offset: number, label: string, tooltip: string): InlayHint[] {
  const hint: InlayHint = {
    position: text.positionAt(offset),
    label,
    kind: InlayHintKind.Type,
    paddingLeft: true,
    tooltip: { kind: 'markdown', value: tooltip },
  };
  return [hint];
}
