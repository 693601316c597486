import { reducedFormula } from '../chemistry/reducedFormula.ts';
import type { Answer, ModelQuantity } from '../inference/types.ts';
import { type AnswersByQuantity, askSeveral, failures } from '../pipeline/askSeveral.ts';
import { roundEnergy } from '../pipeline/candidateRow.ts';
import {
  type FormulaQuery,
  formulaQuery,
  type SpaceGroupChoice,
  withoutIsotopes,
} from '../pipeline/formulaQuery.ts';
import { namedCells } from '../pipeline/predictionColumns.ts';
import { readStudyText } from '../pipeline/studySource.ts';
import { askedQuantities } from './askedQuantities.ts';
import type { Invocation, Surroundings } from './command.ts';
import type { Console } from './console.ts';
import { withInference } from './engine.ts';
import { exitCodes } from './exitCodes.ts';
import { type PredictedLine, printGaps, printQuantity } from './predictionTables.ts';

/** A formula as written, with what was asked and answered. */
interface Line {
  readonly formula: string;
  readonly query: FormulaQuery;
  readonly answers: AnswersByQuantity | undefined;
}

/** `spinel predict FORMULA…` */
export async function predictFormulas(
  invocation: Invocation,
  choice: SpaceGroupChoice,
  { console, signal }: Surroundings,
): Promise<number> {
  const { quantities, pbeGap } = askedQuantities(invocation);
  const formulas = await writtenFormulas(invocation.positionals);
  const queries = formulas.map((formula) => formulaQuery(formula, choice, pbeGap));
  const asked = queries.flatMap((query) => (query.ok ? [query.query] : []));
  const { answers, device } = await withInference(invocation, async (inference) => {
    const found = await askSeveral(inference, asked, quantities, { priority: 'run', signal });
    return { answers: [...found], device: inference.status.device };
  });
  const lines = formulas.map((formula, place): Line => {
    const query = queries[place] ?? formulaQuery(formula, choice, pbeGap);
    return { formula, query, answers: query.ok ? answers.shift() : undefined };
  });
  if (invocation.flag('json')) {
    console.line(
      JSON.stringify(
        lines.map((line) => asJson(line, quantities)),
        null,
        2,
      ),
    );
  } else {
    print(lines, quantities, choice, device, console);
  }
  return lines.every(isAnswered) ? exitCodes.fine : exitCodes.findings;
}

function isAnswered({ query, answers }: Line): boolean {
  return query.ok && answers !== undefined && failures(query.query, answers).length === 0;
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

function asJson({ formula, query, answers }: Line, quantities: readonly ModelQuantity[]): object {
  if (!query.ok) {
    const { code, message, problem } = query;
    return { formula, error: { code, message, suggestions: problem?.suggestions ?? [] } };
  }
  const known = {
    formula,
    reduced: reducedFormula(query.composition),
    space_group: query.query.spaceGroup,
    family: query.family?.name ?? null,
    ...(query.query.pbeGap === undefined ? {} : { pbe_gap_ev: query.query.pbeGap }),
  };
  const parts = quantities.map((quantity) => answerAsJson(quantity, answers?.get(quantity)));
  return Object.assign(known, ...parts);
}

/** A missing gap is the error of the line, as it always was; another missing quantity leaves its name to the reason. */
function answerAsJson(quantity: ModelQuantity, answer: Answer | undefined): object {
  if (answer?.ok !== true) {
    const error = { code: answer?.code, message: answer?.message };
    return quantity === 'gap' ? { error } : { [`${quantity}_error`]: error };
  }
  const { prediction } = answer;
  const cells = namedCells(quantity, prediction);
  if (quantity !== 'gap') return Object.fromEntries(cells);
  const { model, ...numbers } = Object.fromEntries(cells);
  return {
    ...numbers,
    domain_reason: prediction.domainReason ?? null,
    novelty: roundEnergy(prediction.novelty),
    model,
  };
}

function print(
  lines: readonly Line[],
  quantities: readonly ModelQuantity[],
  choice: SpaceGroupChoice,
  device: string | undefined,
  console: Console,
): void {
  for (const quantity of quantities) {
    const predicted = lines.flatMap(({ formula, query, answers }): PredictedLine[] => {
      const answer = answers?.get(quantity);
      return query.ok && answer?.ok === true ? [{ formula, query, prediction: answer.prediction }] : [];
    });
    if (quantity === 'gap') printGaps(predicted, choice, device, console);
    else printQuantity(quantity, predicted, quantities.indexOf(quantity) > 0, console);
  }
  for (const { formula, query } of lines) {
    if (query.ok && withoutIsotopes(formula) !== formula)
      console.line(`  ${formula}: deuterium and tritium are read as hydrogen.`);
  }
  for (const { formula, query, answers } of lines) {
    const spinel = answers?.get('spinel');
    if (spinel?.ok === false && query.ok && failures(query.query, new Map([['spinel', spinel]])).length === 0)
      console.line(`  ${formula}: no spinel probability. ${spinel.message}`);
  }
  for (const line of lines) printFailure(line, console);
}

function printFailure({ formula, query, answers }: Line, console: Console): void {
  const problems = query.ok
    ? failures(query.query, answers ?? new Map()).map(([, answer]) => answer)
    : [query];
  for (const problem of problems) {
    console.note(`${console.paintNote('error', 'error')} ${problem.code}: ${problem.message}`);
    const place = query.ok ? undefined : query.problem;
    console.note(`  ${formula}`);
    if (place === undefined) continue;
    const carets = '^'.repeat(Math.max(1, place.end - place.start));
    console.note(`  ${' '.repeat(place.start)}${console.paintNote('error', carets)}`);
  }
}
