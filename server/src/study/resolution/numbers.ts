import type { NumberLiteral } from '@spinel-studio/grammar';
import { Rational } from '../../chemistry/rational.ts';
import { hasSyntaxProblem, type ResolutionContext } from './context.ts';

/** The exact value of a number; undefined where it is missing or malformed, which is then reported once (SP1003). */
export function readNumber(
  literal: NumberLiteral | undefined,
  context: ResolutionContext,
): Rational | undefined {
  if (literal === undefined) return undefined;
  const value = Rational.parse(literal.text);
  if (value === undefined && !hasSyntaxProblem(context, literal.span)) {
    const message = `${literal.text} has too many digits to be kept exactly. Write a shorter decimal, or a fraction such as 1/3.`;
    context.report.add('SP1003', literal.span, message);
  }
  return value;
}
