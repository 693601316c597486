/** The step and range of a clause: where they are written, and what is wrong with them (SP2005). */
import type { NumberLiteral, SubstituteClause, SubstituteStatement } from '@spinel-studio/grammar';
import { Rational } from '../../chemistry/rational.ts';
import type { Site } from '../../chemistry/types.ts';
import { counted, grouped } from '../../counts.ts';
import { replacement } from '../findings/fixes.ts';
import type { Report } from '../findings/report.ts';
import type { ResolutionContext } from './context.ts';
import { dividesRange, dividingSteps, type GridRequest, MOST_POINTS, stepsBetween } from './grids.ts';
import { readNumber } from './numbers.ts';

/** The paper's step, for a study that names none. */
const USUAL_STEP = Rational.of(1, 10);

/** A grid request with the text that it was read from. */
export interface ClauseGrid extends GridRequest {
  readonly stepLiteral: NumberLiteral | undefined;
  readonly clause: SubstituteClause;
}

/** The step that counts for each clause: its own, that of the next clause that has one, the default step, or 0.1. */
export function clauseGrid(
  statement: SubstituteStatement,
  place: number,
  defaultStep: NumberLiteral | undefined,
  context: ResolutionContext,
): ClauseGrid | undefined {
  const clause = statement.clauses[place];
  if (clause === undefined) return undefined;
  const own = statement.clauses.slice(place).find(({ step }) => step !== undefined)?.step;
  const stepLiteral = own ?? defaultStep;
  const step = stepLiteral === undefined ? USUAL_STEP : readNumber(stepLiteral, context);
  if (step === undefined) return undefined;
  const from = readNumber(clause.from, context);
  const to = readNumber(clause.to, context);
  const grid = { step, from, to, stepLiteral, clause };
  return isPossible(grid, context) ? grid : undefined;
}

/** Findings that hold on any site; false where no amount can be on the grid. */
function isPossible(grid: ClauseGrid, { report }: ResolutionContext): boolean {
  const { step, from, to, stepLiteral, clause } = grid;
  let possible = stepLiteral === undefined || isPossibleStep(stepLiteral, step, report);
  if (clause.from !== undefined && from !== undefined && from.numerator < 0) {
    const message = `The range starts at ${from}, but an amount cannot be negative. Start it at zero or above.`;
    report.add('SP2005', clause.from.span, message, {
      fixes: [replacement(clause.from.span, step.isPositive ? step.toString() : '0')],
    });
    possible = false;
  }
  if (clause.to !== undefined && to !== undefined && !to.isPositive) {
    const message = `The range ends at ${to}, so nothing would be substituted. End it above zero.`;
    report.add('SP2005', clause.to.span, message);
    possible = false;
  } else if (possible && clause.from && clause.to && from && to && from.compare(to) > 0) {
    const message = `The range from ${from} to ${to} is empty, since it starts above its end. Swap the two.`;
    const span = { start: clause.from.span.start, end: clause.to.span.end };
    const edits = [
      { span: clause.from.span, text: clause.to.text },
      { span: clause.to.span, text: clause.from.text },
    ];
    report.add('SP2005', span, message, { fixes: [{ title: 'Swap the ends of the range', edits }] });
    possible = false;
  }
  return possible;
}

/** Reports a step that leads nowhere, be it a clause's own or the default. */
function isPossibleStep(literal: NumberLiteral, step: Rational, report: Report): boolean {
  if (step.isPositive) return true;
  const positive = step.isZero ? '0.1' : step.negate().toString();
  const message = `The step is ${step.isZero ? 'zero' : 'negative'}, so no amount would ever be reached. Write a step above zero, such as ${positive}.`;
  report.add('SP2005', literal.span, message, { fixes: [replacement(literal.span, positive)] });
  return false;
}

/** The findings of a default step by itself, so that it is not found only once a statement uses it. */
export function checkDefaultStep(literal: NumberLiteral | undefined, context: ResolutionContext): void {
  const step = readNumber(literal, context);
  if (literal !== undefined && step !== undefined) isPossibleStep(literal, step, context.report);
}

/** Findings that depend on the site: too large, not dividing the range, too many points. */
export function checkGridOnSite(grid: ClauseGrid, site: Site, context: ResolutionContext): void {
  const { report } = context;
  const { step, from, to, stepLiteral, clause } = grid;
  const { multiplicity, name } = site;
  const whole = `the ${multiplicity} of site ${name}`;
  for (const [literal, value] of [
    [clause.from, from],
    [clause.to, to],
  ] as const) {
    if (literal === undefined || value === undefined || value.compare(multiplicity) <= 0) continue;
    const message = `${value} is more than ${whole}, per formula unit. Write at most ${multiplicity}.`;
    report.add('SP2005', literal.span, message, {
      fixes: [replacement(literal.span, multiplicity.toString())],
    });
    return;
  }
  const place = stepLiteral?.span ?? clause.to?.span ?? clause.from?.span ?? clause.span;
  const fixes =
    stepLiteral === undefined
      ? []
      : dividingSteps(grid, multiplicity).map((near) =>
          replacement(stepLiteral.span, near.toString(), `Use step ${near}`),
        );
  if (step.compare(multiplicity) > 0) {
    const message = `The step ${step} is larger than ${whole}, per formula unit. Write a smaller step.`;
    report.add('SP2005', place, message, { fixes });
  } else if (!dividesRange(grid, multiplicity)) {
    const range = `from ${from ?? 0} to ${to ?? multiplicity}`;
    const message = `The step ${step} does not divide the range ${range} of site ${name} into equal parts. Write a step that does${example(grid, multiplicity)}.`;
    report.add('SP2005', place, message, { fixes });
  } else {
    const points = stepsBetween(from ?? step, to ?? multiplicity, step) + 1;
    if (points <= MOST_POINTS) return;
    const message = `The step ${step} makes ${counted(points, 'amount')} on site ${name}, and at most ${grouped(MOST_POINTS)} are taken. Write a larger step.`;
    report.add('SP2005', place, message);
  }
}

function example(grid: ClauseGrid, multiplicity: Rational): string {
  const [near] = dividingSteps(grid, multiplicity);
  return near === undefined ? '' : `, such as ${near}`;
}
