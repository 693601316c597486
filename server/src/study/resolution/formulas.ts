import type { FormulaLiteral } from '@spinel-studio/grammar';
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
  if (result.ok) return result;
  reportFormulaProblem(literal, result.problem, context);
  return undefined;
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
