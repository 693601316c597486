/** What is predicted of a compound beside its gap, a line each: never without interval, domain and model (wall 5). */
import type { Answer, ModelDescription, ModelQuantity, Prediction } from '../../inference/types.ts';
import { electronVolts, OUTSIDE, valueWithSigma, valueWithUnit } from '../numbers.ts';
import { mainError } from './gap.ts';

export type FurtherQuantity = Exclude<ModelQuantity, 'gap'>;

/** A further answer with its model, where the manifest of that can be read. */
export interface FurtherAnswer {
  readonly quantity: FurtherQuantity;
  readonly answer: Answer | undefined;
  readonly model: ModelDescription | undefined;
}

/** The values, in the order given. One that is not known yet is left out; one that cannot be had says why. */
export function furtherLines(
  answers: readonly FurtherAnswer[],
  pbeGap: number | undefined,
): readonly string[] {
  return answers.flatMap(({ quantity, answer }) => {
    if (answer === undefined) return [];
    const name = titleOf(quantity, pbeGap);
    if (!answer.ok) return `${name}: none. ${answer.message}`;
    return `${name} ${valueLine(answer.prediction)}`;
  });
}

/** Which models that were, and their first measured errors. */
export function furtherModelLines(answers: readonly FurtherAnswer[]): readonly string[] {
  return answers.flatMap(({ answer, model }) => {
    if (!answer?.ok) return [];
    const measured = model && mainError(model);
    return `Model ${answer.prediction.model}${measured === undefined ? '' : `; ${measured}`}`;
  });
}

/** The tooltip of a hint that shows a corrected gap: that it is one, from what, and what is predicted without. */
export function correctedTooltip(corrected: Prediction, pbeGap: number, direct: Answer | undefined): string {
  const beside = direct?.ok
    ? [`Without the PBE gap: ${valueWithSigma(direct.prediction)}, model ${direct.prediction.model}`]
    : [];
  return [
    `${titleOf('correct', pbeGap)} ${valueLine(corrected)}`,
    'A stated PBE gap makes the prediction more certain, so that this hint shows the corrected gap.',
    ...beside,
    '± is half the 68 % interval',
  ].join('  \n');
}

function titleOf(quantity: FurtherQuantity, pbeGap: number | undefined): string {
  switch (quantity) {
    case 'hull':
      return 'Energy above the hull';
    case 'spinel':
      return 'Probability of keeping the spinel structure';
    case 'correct':
      return `Band gap corrected from PBE ${electronVolts(pbeGap ?? 0)} eV to HSE`;
  }
}

/** `**0.012 ± 0.030 eV/atom**, 90 % interval 0.000 to 0.060 eV/atom (hull 1.0.0)`, and where the model does not know such compounds. */
function valueLine(prediction: Prediction): string {
  const { low, high, unit, model, domain, domainReason } = prediction;
  const place = {
    in: '',
    edge: '; at the edge of its training data',
    out: `; ${OUTSIDE} outside its training data`,
  };
  const reason = domain === 'out' && domainReason !== undefined ? `. ${domainReason}` : '';
  const interval = `90 % interval ${valueWithUnit(low, unit, false)} to ${valueWithUnit(high, unit)}`;
  return `**${valueWithSigma(prediction)}**, ${interval} (${model}${place[domain]})${reason}`;
}
