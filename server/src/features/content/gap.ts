/** A predicted gap in words: never without its interval, its model and its domain (wall 5). */
import { counted } from '../../counts.ts';
import type { ModelDescription, Prediction } from '../../inference/types.ts';
import { percent } from '../../percent.ts';
import { electronVolts, gapWithInterval } from '../numbers.ts';

/** Markdown of a few lines, for a hint's tooltip. */
export function gapTooltip(prediction: Prediction): string {
  const lines = [...gapLines(prediction), `Model ${prediction.model}; ± is half the 68 % interval`];
  return lines.join('  \n');
}

/** The gap with both of its intervals, how likely there is none, and whether the model knows such compounds. */
export function gapLines(prediction: Prediction): readonly string[] {
  const { low, high } = prediction;
  return [
    `**${gapWithInterval(prediction)}**, 90 % interval ${electronVolts(low)} to ${electronVolts(high)} eV`,
    ...metalLine(prediction),
    domainLine(prediction),
  ];
}

/** Said only where it changes what a reader would do: one chance in twenty, or a GGA calculation that would rather find none. */
function metalLine({ metal, metalGga, conditional }: Prediction): readonly string[] {
  if (metal === undefined || (metal < LEAST_TOLD && (metalGga ?? 0) < LIKELY)) return [];
  const gga = metalGga === undefined ? '' : `, ${percent(metalGga)} that GGA or GGA+U finds none`;
  const otherwise = conditional === undefined ? '' : `; if there is one, ${electronVolts(conditional)} eV`;
  return [`Chance of ${percent(metal)} that HSE06 finds no gap${gga}${otherwise}`];
}

const LEAST_TOLD = 0.05;
const LIKELY = 0.5;

/** Which model that was, and its measured errors. */
export function modelLines(
  { model: name }: Prediction,
  model: ModelDescription | undefined,
  family: string | undefined,
): readonly string[] {
  const errors = model ? measuredErrors(model, family) : [];
  return [`Model ${name}; ± is half the 68 % interval`, ...errors];
}

function domainLine({ domain, domainReason }: Prediction): string {
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

/** The figure that a manifest puts first: `Measured 0.31 eV: MAE, formulas held out, 22,237 rows`. */
export function mainError({ errors }: Pick<ModelDescription, 'errors'>): string | undefined {
  return errors[0] && measured(errors[0]);
}

function measured({ what, value, unit, rows }: ModelDescription['errors'][number]): string {
  const digits = unit === 'eV/atom' ? 3 : 2;
  return `Measured ${value.toFixed(digits)}${unit === '1' ? '' : ` ${unit}`}: ${what}, ${counted(rows, 'row')}`;
}

/** The essence of a model's card: what it is, and its main errors. */
export function modelMarkdown(model: ModelDescription): string {
  const { id, version, summary, errors, ownFolder } = model;
  const own = ownFolder === undefined ? '' : `, from ${ownFolder}`;
  return [`Model ${id} ${version}${own}`, summary, ...errors.slice(0, MAIN_ERRORS).map(measured)].join(
    '  \n',
  );
}

/** The first figures of a manifest are the ones that matter most. */
const MAIN_ERRORS = 3;

/**
 * The measured errors of a model, a line each: the figure that its manifest puts first, and the first one about the compound's family,
 * which may be worse.
 */
function measuredErrors({ errors }: ModelDescription, family: string | undefined): readonly string[] {
  const about = errors.find(({ what }) => family !== undefined && what.toLowerCase().includes(family));
  return [...new Set([errors[0], about])].flatMap((error) => (error ? [measured(error)] : []));
}
