import { setTimeout as pause } from 'node:timers/promises';
import { builtInPoolNames, units } from '@spinel-studio/grammar';
import type { Hover, Position } from 'vscode-languageserver';
import { isSpinelFormula } from '../chemistry/spinelFormula.ts';
import type { GapSource } from '../documents/gapSource.ts';
import type { ResolvedDocument } from '../documents/studyDocument.ts';
import type { InferenceStatus, ModelDescription, ModelQuantity } from '../inference/types.ts';
import { quantities } from '../study/resolution/quantities.ts';
import type { Curve } from './content/curve.ts';
import { type CurvePlan, planCurves } from './content/curves.ts';
import { elementMarkdown } from './content/element.ts';
import { type FormulaKnowledge, formulaMarkdown } from './content/formula.ts';
import type { FurtherQuantity } from './content/further.ts';
import { modelMarkdown } from './content/gap.ts';
import { keywordMarkdown, unitMarkdown } from './content/keyword.ts';
import { familyMarkdown, poolMarkdown, quantityMarkdown, siteMarkdown } from './content/names.ts';
import { namedSubject, queryFor, type Subject, subjectOf } from './content/subject.ts';
import { rangeOf } from './positions.ts';
import { keywordNamed, wordAt } from './syntax/keywords.ts';
import { type NameKind, occurrencesAt } from './syntax/names.ts';
import { pathAt, type SyntaxNode } from './syntax/walk.ts';

/** Milliseconds after which a hover shows what there is; a model that has to be loaded first takes longer than a reader waits. */
const PATIENCE = 3000;

/** What a hover may ask for. */
export interface HoverServices {
  readonly gaps: GapSource;
  /** The model of a quantity, where the manifest has one and can be read. */
  readonly model: (quantity: ModelQuantity) => Promise<ModelDescription | undefined>;
  readonly status: () => InferenceStatus;
  /** Whether the workspace is trusted; without trust nothing is predicted (wall 9). */
  readonly trusted: boolean;
  readonly images: boolean;
}

/** What is known of the word at a position. Null where there is nothing to say. */
export async function hover(
  document: ResolvedDocument,
  position: Position,
  services: HoverServices,
  signal?: AbortSignal,
): Promise<Hover | null> {
  const offset = document.text.offsetAt(position);
  const node = pathAt(document.parsed.tree, offset).at(-1);
  const subject = node && subjectAt(document, node, offset);
  const value = subject
    ? formulaMarkdown(subject, await findOut(subject, document, services, signal))
    : node && (await withModel(node, nodeMarkdown(document, node, offset), services));
  if (node && value !== undefined) {
    return { contents: { kind: 'markdown', value }, range: rangeOf(document.text, node.span) };
  }
  return keywordHover(document, offset);
}

function subjectAt(document: ResolvedDocument, node: SyntaxNode, offset: number): Subject | undefined {
  if (node.kind === 'formula') return subjectOf(document.study, node.text, offset);
  if (node.kind !== 'identifier' || nameKind(document, offset) !== 'base') return undefined;
  return namedSubject(document.study, node.name);
}

function nameKind({ parsed }: ResolvedDocument, offset: number): NameKind | undefined {
  return occurrencesAt(parsed.tree, offset)?.here.kind;
}

function nodeMarkdown(document: ResolvedDocument, node: SyntaxNode, offset: number): string | undefined {
  const { study } = document;
  switch (node.kind) {
    case 'element':
      return elementMarkdown(node.symbol);
    case 'site':
    case 'site-declaration':
      return siteMarkdown(study, typeof node.name === 'string' ? node.name : node.name.name);
    case 'unit': {
      const unit = units.find(({ name }) => name === node.text);
      return unit && unitMarkdown(unit);
    }
    case 'identifier': {
      const kind = nameKind(document, offset);
      if (kind === 'pool' || builtInPoolNames.includes(node.name)) return poolMarkdown(study, node.name);
      return kind === 'family' ? familyMarkdown(study, node.name) : quantityMarkdown(node.name);
    }
    default:
      return undefined;
  }
}

/** What a quantity means, followed by the card of the model that answers it. */
async function withModel(
  node: SyntaxNode,
  markdown: string | undefined,
  { model }: HoverServices,
): Promise<string | undefined> {
  if (markdown === undefined || node.kind !== 'identifier') return markdown;
  const answered = Object.values(quantities).find(({ name }) => name === node.name)?.model;
  if (answered === undefined || !markdown.startsWith(`**${node.name}**`)) return markdown;
  // The quantities that a study knows are those that models answer.
  const description = await model(answered as ModelQuantity);
  return description === undefined ? markdown : `${markdown}\n\n${modelMarkdown(description)}`;
}

function keywordHover({ text, parsed }: ResolvedDocument, offset: number): Hover | null {
  const commented = parsed.tree.comments.some(({ span }) => span.start <= offset && offset < span.end);
  const found = commented ? undefined : wordAt(text.getText(), offset);
  const keyword = found && keywordNamed(found.word);
  if (!found || !keyword) return null;
  return {
    contents: { kind: 'markdown', value: keywordMarkdown(keyword) },
    range: rangeOf(text, found.span),
  };
}

/** Predicts the compound and its curves at once, so that they travel in one batch. */
async function findOut(
  subject: Subject,
  { study, predictedQuantities }: ResolvedDocument,
  services: HoverServices,
  signal: AbortSignal | undefined,
): Promise<FormulaKnowledge> {
  const { gaps, images } = services;
  const plan = planCurves(subject, study);
  const curveQueries = plan?.curves.flatMap(({ points }) => points.map(({ query }) => query)) ?? [];
  const query = queryFor(subject);
  const further = furtherQuantitiesOf(subject).filter((quantity) => predictedQuantities.has(quantity));
  await Promise.race([
    Promise.all([
      gaps.ask([query, ...curveQueries], 'hover', signal),
      ...further.map((quantity) => gaps.ask([query], 'hover', signal, quantity)),
    ]),
    pause(PATIENCE, undefined, { ref: false }),
  ]);
  return {
    answer: gaps.known(query),
    further: await Promise.all(
      further.map(async (quantity) => ({
        quantity,
        answer: gaps.known(query, quantity),
        model: await services.model(quantity),
      })),
    ),
    absence: absenceOf(services),
    model: await services.model('gap'),
    curves: plan ? drawnCurves(plan, gaps) : [],
    curveTitle: plan?.title ?? '',
    marked: plan?.marked,
    images,
  };
}

/** What is asked of a compound beside its gap: what a stated PBE gap amounts to, how stable it is, and whether it keeps the structure. */
function furtherQuantitiesOf({ composition, family, pbeGap }: Subject): readonly FurtherQuantity[] {
  const spinel = family?.name === 'spinel' && isSpinelFormula(composition);
  return [
    ...(pbeGap === undefined ? [] : (['correct'] as const)),
    'hull',
    ...(spinel ? (['spinel'] as const) : []),
  ];
}

/** The curves with their predictions; points that have none are left out, and curves of fewer than two points. */
function drawnCurves({ curves }: CurvePlan, gaps: GapSource): readonly Curve[] {
  const drawn = curves.map(({ element, points }) => ({
    element,
    points: points.flatMap(({ x, query }) => {
      const answer = gaps.known(query);
      return answer?.ok ? [{ x, prediction: answer.prediction }] : [];
    }),
  }));
  return drawn.filter(({ points }) => points.length > 1);
}

function absenceOf({ trusted, status }: HoverServices): string | undefined {
  if (!trusted) return 'Nothing is predicted in a workspace that is not trusted.';
  const { error } = status();
  return error && `No gap (${error.code}): ${error.message} ${error.remedy}`;
}
