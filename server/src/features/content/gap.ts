/** A predicted gap in words: never without its interval, its model and its domain (wall 5). */
import type { GapPrediction, ModelDescription } from '../../inference/types.ts';
import { counted, electronVolts, gapWithInterval } from '../numbers.ts';

/** Markdown of a few lines, for a hint's tooltip. */
export function gapTooltip(prediction: GapPrediction): string {
  return [`**${gapWithInterval(prediction)}**`, ...intervalLines(prediction)].join('  \n');
}

/** Interval, domain and model, a line each. */
export function intervalLines(prediction: GapPrediction): readonly string[] {
  const { low, high, model } = prediction;
  return [
    `90 % interval ${electronVolts(low)} to ${electronVolts(high)} eV; ± is half the 68 % interval`,
    domainLine(prediction),
    `Model ${model}`,
  ];
}

function domainLine({ domain, domainReason }: GapPrediction): string {
  switch (domain) {
    case 'in':
      return "Inside the model's training data";
    case 'edge':
      return `At the edge of the model's training data${reason(domainReason)}`;
    case 'out':
      return `⚠ Outside the model's training data${reason(domainReason)}`;
  }
}

function reason(text: string | undefined): string {
  return text === undefined ? '' : `. ${text}`;
}

/**
 * The measured errors of a model, a line each: the figure that its manifest puts first, and the first one about the compound's family,
 * which may be worse.
 */
export function measuredErrors({ errors }: ModelDescription, family: string | undefined): readonly string[] {
  const about = errors.find(({ what }) => family !== undefined && what.toLowerCase().includes(family));
  return [...new Set([errors[0], about])].flatMap((error) =>
    error
      ? [`Measured ${error.value.toFixed(2)} ${error.unit}: ${error.what}, ${counted(error.rows, 'row')}`]
      : [],
  );
}
