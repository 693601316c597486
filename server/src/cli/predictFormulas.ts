import { reducedFormula } from '../chemistry/reducedFormula.ts';
import type { Answer, Prediction } from '../inference/types.ts';
import { roundEnergy } from '../pipeline/candidateRow.ts';
import { type FormulaQuery, formulaQuery, type SpaceGroupChoice } from '../pipeline/formulaQuery.ts';
import { readStudyText } from '../pipeline/studySource.ts';
import type { Invocation, Surroundings } from './command.ts';
import type { Console } from './console.ts';
import { domainText, gapCells } from './energyText.ts';
import { withInference } from './engine.ts';
import { exitCodes } from './exitCodes.ts';
import { textTable } from './textTable.ts';

/** A formula as written, with what was asked and answered. */
interface Line {
  readonly formula: string;
  readonly query: FormulaQuery;
  readonly answer: Answer | undefined;
}

/** `spinel predict FORMULA…` */
export async function predictFormulas(
  invocation: Invocation,
  choice: SpaceGroupChoice,
  { console, signal }: Surroundings,
): Promise<number> {
  const formulas = await writtenFormulas(invocation.positionals);
  const queries = formulas.map((formula) => formulaQuery(formula, choice));
  const asked = queries.flatMap((query) => (query.ok ? [query.query] : []));
  const { answers, device } = await withInference(invocation, async (inference) => {
    const found = await inference.predict(asked, { priority: 'run', signal });
    return { answers: [...found], device: inference.status.device };
  });
  const lines = formulas.map((formula, place): Line => {
    const query = queries[place] ?? formulaQuery(formula, choice);
    return { formula, query, answer: query.ok ? answers.shift() : undefined };
  });
  if (invocation.flag('json')) console.line(JSON.stringify(lines.map(asJson), null, 2));
  else print(lines, choice, device, console);
  return lines.every(({ answer }) => answer?.ok === true) ? exitCodes.fine : exitCodes.findings;
}

/** `-` stands for formulas on standard input, parted by white space. */
async function writtenFormulas(positionals: readonly string[]): Promise<readonly string[]> {
  const formulas: string[] = [];
  for (const positional of positionals) {
    if (positional !== '-') formulas.push(positional);
    else formulas.push(...(await readStudyText('-')).split(/\s+/).filter((word) => word !== ''));
  }
  return formulas;
}

function asJson({ formula, query, answer }: Line): object {
  if (!query.ok) {
    const { code, message, problem } = query;
    return { formula, error: { code, message, suggestions: problem?.suggestions ?? [] } };
  }
  const known = {
    formula,
    reduced: reducedFormula(query.composition),
    space_group: query.query.spaceGroup,
    family: query.family?.name ?? null,
  };
  if (answer?.ok !== true) return { ...known, error: { code: answer?.code, message: answer?.message } };
  return { ...known, ...predictionAsJson(answer.prediction) };
}

function predictionAsJson(prediction: Prediction): object {
  return {
    gap_ev: roundEnergy(prediction.value),
    gap_sigma_ev: roundEnergy(prediction.sigma),
    gap_lo_ev: roundEnergy(prediction.low),
    gap_hi_ev: roundEnergy(prediction.high),
    domain: prediction.domain,
    domain_reason: prediction.domainReason ?? null,
    novelty: roundEnergy(prediction.novelty),
    model: prediction.model,
  };
}

function print(
  lines: readonly Line[],
  choice: SpaceGroupChoice,
  device: string | undefined,
  console: Console,
): void {
  const predicted = lines.flatMap(({ formula, query, answer }) =>
    query.ok && answer?.ok === true ? [{ formula, query, prediction: answer.prediction }] : [],
  );
  if (predicted.length > 0) {
    const rows = predicted.map(({ formula, query, prediction }) => [
      formula,
      spaceGroupText(query.query.spaceGroup, query.family?.name),
      ...gapCells({ ...prediction, gap: prediction.value }),
      domainText(prediction.domain, console.paint),
    ]);
    for (const line of textTable(COLUMNS, rows, (text) => console.paint('faint', text))) console.line(line);
    console.line();
  }
  for (const { formula, prediction } of predicted) {
    if (prediction.domainReason !== undefined) console.line(`  ${formula}: ${prediction.domainReason}`);
  }
  for (const { formula, query } of choice.kind === 'fitting' ? predicted : []) {
    if (query.query.spaceGroup !== 0) continue;
    console.line(
      `  ${formula}: it fits no built-in family, so its space group is unknown; give --spacegroup N if you know it.`,
    );
  }
  const model = predicted[0]?.prediction.model;
  if (model !== undefined)
    console.line(console.paint('faint', `  model ${model} on ${device ?? 'an unknown device'}`));
  for (const line of lines) printFailure(line, console);
}

const COLUMNS = [
  { heading: 'formula' },
  { heading: 'space group' },
  { heading: 'gap', align: 'right' },
  { heading: '68 %', align: 'right' },
  { heading: '90 % interval', align: 'right' },
  { heading: 'domain' },
] as const;

function spaceGroupText(number: number, family: string | undefined): string {
  if (number === 0) return 'unknown';
  return family === undefined ? String(number) : `${number} (${family})`;
}

function printFailure({ formula, query, answer }: Line, console: Console): void {
  const problem = query.ok ? (answer?.ok === false ? answer : undefined) : query;
  if (problem === undefined) return;
  console.note(`${console.paintNote('error', 'error')} ${problem.code}: ${problem.message}`);
  const place = query.ok ? undefined : query.problem;
  console.note(`  ${formula}`);
  if (place === undefined) return;
  const carets = '^'.repeat(Math.max(1, place.end - place.start));
  console.note(`  ${' '.repeat(place.start)}${console.paintNote('error', carets)}`);
}
