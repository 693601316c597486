/** Predictions of formulas as tables for people: the gaps first, every other quantity below with its own unit and model. */
import type { ModelQuantity, Prediction } from '../inference/types.ts';
import type { FormulaQuery, SpaceGroupChoice } from '../pipeline/formulaQuery.ts';
import type { Console } from './console.ts';
import { domainText, gapCells, metalCells, valueCells } from './energyText.ts';
import { textTable } from './textTable.ts';

/** A formula whose quantity is predicted. */
export interface PredictedLine {
  readonly formula: string;
  readonly query: Extract<FormulaQuery, { ok: true }>;
  readonly prediction: Prediction;
}

/** The gaps with the space groups that were taken for them, and whatever has to be said of either. */
export function printGaps(
  predicted: readonly PredictedLine[],
  choice: SpaceGroupChoice,
  device: string | undefined,
  console: Console,
): void {
  if (predicted.length > 0) {
    // A model of one's own may not tell metals; its table then has no empty columns.
    const told = predicted.some(({ prediction }) => prediction.metal !== undefined);
    const rows = predicted.map(({ formula, query, prediction }) => [
      formula,
      spaceGroupText(query.query.spaceGroup, query.family?.name),
      ...gapCells({ ...prediction, gap: prediction.value }),
      ...(told ? metalCells(prediction) : []),
      domainText(prediction.domain, console.paint),
    ]);
    const columns = [...GAP_COLUMNS, ...(told ? METAL_COLUMNS : []), DOMAIN_COLUMN];
    for (const line of textTable(columns, rows, (text) => console.paint('faint', text))) console.line(line);
    console.line();
  }
  printReasons(predicted, console);
  for (const { formula, query } of choice.kind === 'fitting' ? predicted : []) {
    if (query.query.spaceGroup !== 0) continue;
    console.line(
      `  ${formula}: it fits no built-in family, so its space group is unknown; give --spacegroup G if you know it.`,
    );
  }
  const model = predicted[0]?.prediction.model;
  if (model !== undefined)
    console.line(console.paint('faint', `  model ${model} on ${device ?? 'an unknown device'}`));
}

/** Another quantity, behind an empty line where it is not the first. */
export function printQuantity(
  quantity: Exclude<ModelQuantity, 'gap'>,
  predicted: readonly PredictedLine[],
  parted: boolean,
  console: Console,
): void {
  if (predicted.length === 0) return;
  if (parted) console.line();
  const columns = [
    { heading: 'formula' },
    { heading: HEADINGS[quantity], align: 'right' },
    { heading: '68 %', align: 'right' },
    { heading: '90 % interval', align: 'right' },
    { heading: 'domain' },
  ] as const;
  const rows = predicted.map(({ formula, prediction }) => [
    formula,
    ...valueCells(prediction),
    domainText(prediction.domain, console.paint),
  ]);
  for (const line of textTable(columns, rows, (text) => console.paint('faint', text))) console.line(line);
  console.line();
  printReasons(predicted, console);
  console.line(console.paint('faint', `  model ${predicted[0]?.prediction.model}`));
}

const HEADINGS: Readonly<Record<Exclude<ModelQuantity, 'gap'>, string>> = {
  hull: 'above the hull',
  spinel: 'spinel probability',
  correct: 'gap corrected from PBE',
};

const GAP_COLUMNS = [
  { heading: 'formula' },
  { heading: 'space group' },
  { heading: 'gap', align: 'right' },
  { heading: '68 %', align: 'right' },
  { heading: '90 % interval', align: 'right' },
] as const;

/** How likely HSE06 finds no gap, and what the gap is if there is one. */
const METAL_COLUMNS = [
  { heading: 'no gap', align: 'right' },
  { heading: 'if any', align: 'right' },
] as const;

const DOMAIN_COLUMN = { heading: 'domain' } as const;

/** Why compositions are not inside the domain. */
function printReasons(predicted: readonly PredictedLine[], console: Console): void {
  for (const { formula, prediction } of predicted) {
    if (prediction.domainReason !== undefined) console.line(`  ${formula}: ${prediction.domainReason}`);
  }
}

function spaceGroupText(number: number, family: string | undefined): string {
  if (number === 0) return 'unknown';
  return family === undefined ? String(number) : `${number} (${family})`;
}
