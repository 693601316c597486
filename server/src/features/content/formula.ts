/** What is known of a compound, in the order in which a reader asks: its gap, how sure that is, its stability, its sites and charges, its curve. */
import { balanceCharges } from '../../chemistry/charge.ts';
import { familyFormula } from '../../chemistry/families.ts';
import { reducedFormula, writeFormula } from '../../chemistry/reducedFormula.ts';
import { spaceGroupText } from '../../chemistry/spaceGroups.ts';
import type { ChargeBalance } from '../../chemistry/types.ts';
import type { Answer, ModelDescription } from '../../inference/types.ts';
import { electronVolts } from '../numbers.ts';
import { type Curve, curveImage, curveText, imageMarkdown } from './curve.ts';
import { signed } from './element.ts';
import { type FurtherAnswer, furtherLines, furtherModelLines } from './further.ts';
import { gapLines, modelLines } from './gap.ts';
import type { Subject } from './subject.ts';

/** What was found out about a compound before its hover is written. */
export interface FormulaKnowledge {
  readonly answer: Answer | undefined;
  /** What was asked beside the gap, in the order of display. */
  readonly further: readonly FurtherAnswer[];
  /** Why there is no prediction, as a sentence for the user. */
  readonly absence: string | undefined;
  readonly model: ModelDescription | undefined;
  readonly curves: readonly Curve[];
  readonly curveTitle: string;
  readonly marked: number | undefined;
  /** Whether the client draws images in hovers. */
  readonly images: boolean;
}

export function formulaMarkdown(subject: Subject, knowledge: FormulaKnowledge): string {
  return [
    heading(subject),
    gapPart(knowledge),
    furtherLines(knowledge.further, subject.pbeGap).join('  \n'),
    structurePart(subject),
    curvePart(knowledge),
    modelPart(knowledge, subject.family?.name),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function heading({ formula, name, composition }: Subject): string {
  const reduced = reducedFormula(composition);
  const parts = [
    `**${formula}**`,
    name === undefined ? '' : `\`${name}\``,
    reduced === formula ? '' : reduced,
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function gapPart({ answer, absence }: FormulaKnowledge): string {
  if (answer === undefined) return absence ?? 'The gap is being predicted.';
  if (!answer.ok) return `No gap: ${answer.message}`;
  return `Band gap ${gapLines(answer.prediction).join('  \n')}`;
}

/** Below the curve, since an editor shows only some ten lines at once. */
function modelPart({ answer, model, further }: FormulaKnowledge, family: string | undefined): string {
  const gap = answer?.ok ? modelLines(answer.prediction, model, family) : [];
  return [...gap, ...furtherModelLines(further)].join('  \n');
}

function structurePart(subject: Subject): string {
  const { pbeGap, composition } = subject;
  const given = pbeGap === undefined ? [] : [`PBE gap ${electronVolts(pbeGap)} eV, given in this file`];
  return [...given, sitesLine(subject), chargeLine(balanceCharges(composition))]
    .filter((line) => line !== '')
    .join('  \n');
}

function sitesLine({ sites, family, misfit }: Subject): string {
  if (!family) return misfit === undefined ? '' : `Fits no family of this study. ${misfit}`;
  const contents = sites.map(({ site, amounts }) => `${site.name}: ${writeFormula(amounts)}`).join(', ');
  return `Sites ${contents} · ${family.name} (${familyFormula(family)}, space group ${spaceGroupText(family.spaceGroup)})`;
}

function chargeLine(balance: ChargeBalance): string {
  if (!balance.neutral) return `⚠ No common oxidation states balance: ${balance.reason}`;
  const states = balance.shares.map(({ element, state }) => `${element} ${signed(state)}`).join(', ');
  return `Charges ${states}${balance.mixedValence ? ' (mixed valence)' : ''}`;
}

function curvePart({ curves, curveTitle, marked, images }: FormulaKnowledge): string {
  if (curves.length === 0) return '';
  const title = `Gap against x, ${curveTitle}`;
  if (images) return `${title}\n\n${imageMarkdown(curveImage(curves, marked), title)}`;
  const highest = Math.max(
    ...curves.flatMap(({ points }) => points.map(({ prediction }) => prediction.value)),
    0.5,
  );
  return [title, '', '```', ...curves.map((curve) => curveText(curve, highest)), '```'].join('\n');
}
