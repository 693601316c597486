import type { FormulaLiteral } from '@spinel-studio/grammar';
import type { Composition } from '../../chemistry/composition.ts';
import { parseFormula } from '../../chemistry/formula.ts';
import type { FormulaProblem, FormulaResult } from '../../chemistry/types.ts';
import { replacements } from '../findings/fixes.ts';
import { hasSyntaxProblem, type ResolutionContext } from './context.ts';

/** What a formula stands for; what is wrong with it is reported at its place in the text (SP1002, SP1003). */
export function readFormula(
  literal: FormulaLiteral,
  context: ResolutionContext,
): Extract<FormulaResult, { ok: true }> | undefined {
  const result = parseFormula(literal.text);
  const problem = result.ok ? problemOfAmounts(literal.text, result.composition) : result.problem;
  if (problem !== undefined) reportFormulaProblem(literal, problem, context);
  return result.ok && problem === undefined ? result : undefined;
}

/** Amounts that have no common unit cannot be compared with others. */
function problemOfAmounts(text: string, composition: Composition): FormulaProblem | undefined {
  try {
    void composition.key;
    return undefined;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { code: 'SP1003', start: 0, end: text.length, message: tooFine(text), suggestions: [] };
  }
}

export function tooFine(formula: string): string {
  return `The amounts of ${formula} are too fine to be counted exactly. Write shorter decimals, or fractions such as 1/3.`;
}

/** Nothing where the parser has complained about the formula already. */
export function reportFormulaProblem(
  literal: FormulaLiteral,
  problem: FormulaProblem,
  context: ResolutionContext,
): void {
  if (hasSyntaxProblem(context, literal.span)) return;
  const span = { start: literal.span.start + problem.start, end: literal.span.start + problem.end };
  context.report.add(problem.code, span, problem.message, {
    fixes: replacements(span, problem.suggestions),
  });
}
