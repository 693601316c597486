/** SP3006: pools and families that nothing uses, and bases that no substitution starts from. */
import { removal } from '../findings/fixes.ts';
import type { Check, CheckedStatement, CheckInput } from './check.ts';

export const checkUnusedNames: Check = (input) => {
  const { context, families, pools } = input;
  for (const statement of context.tree.statements) {
    if (statement.kind !== 'pool' && statement.kind !== 'family') continue;
    const { name } = statement;
    if (name === undefined) continue;
    const used = statement.kind === 'pool' ? pools.names : families.names;
    if (used.isUsed(name.name)) continue;
    const message = `Nothing uses the ${statement.kind} \`${name.name}\`. Use it or remove it.`;
    context.report.add('SP3006', name.span, message, {
      fixes: [removal(statement.span, `Remove the ${statement.kind} ${name.name}`)],
      unnecessary: true,
    });
  }
  checkBases(input);
};

/** A base is predicted by itself in any case, so it is unused only where others are substituted and it is not. */
function checkBases({ bases, context, statements, study }: CheckInput): void {
  if (statements.length === 0 || statements.some(namesUnknownBases)) return;
  const used = new Set(statements.flatMap(({ resolved }) => resolved.bases));
  const explained = new Set(study.explain.flatMap(({ targets }) => targets.map(({ key }) => key)));
  for (const [place, { base, item }] of bases.declared.entries()) {
    if (item === undefined || used.has(place) || explained.has(base.composition.key)) continue;
    const message = `${base.formula} is predicted by itself, but no substitution starts from it. Name it after an \`of\`, or leave it as it is for comparison.`;
    context.report.add('SP3006', base.span, message);
  }
}

/** A mistyped base after `of` is said to be unknown, which is enough; the base that was meant is not unused. */
function namesUnknownBases({ statement, resolved }: CheckedStatement): boolean {
  return resolved.bases.length === 0 && statement.clauses.some(({ bases }) => bases.length > 0);
}
