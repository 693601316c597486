/** SP3002: elements of a pool that a base has already, so that they substitute nothing there. */
import type { ElementReference, PoolExpression, SubstituteClause } from '@spinel-studio/grammar';
import type { ElementSymbol } from '../../chemistry/types.ts';
import { removalFromList } from '../findings/fixes.ts';
import { listing } from '../findings/listing.ts';
import type { ResolutionContext } from '../resolution/context.ts';
import type { SkippedElement } from '../resolution/substitutions.ts';
import type { Check } from './check.ts';

/** An element counts as useless where every base of the statement skips it. */
export const checkSkippedElements: Check = ({ context, statements }) => {
  for (const { resolved } of statements) {
    const byClause = Map.groupBy(resolved.skipped, ({ clause }) => clause);
    for (const [clause, skipped] of byClause) reportClause(clause, skipped, resolved.bases.length, context);
  }
};

function reportClause(
  clause: SubstituteClause,
  skipped: readonly SkippedElement[],
  bases: number,
  context: ResolutionContext,
): void {
  const pool = clause.pool;
  if (pool === undefined) return;
  const hidden: [ElementSymbol, readonly string[]][] = [];
  for (const [element, cases] of Map.groupBy(skipped, (one) => one.element)) {
    const formulas = [...new Set(cases.map(({ base }) => base.formula))];
    const written = findWritten(pool, element);
    if (written === undefined) hidden.push([element, formulas]);
    else reportWritten(written, formulas, formulas.length === bases, context);
  }
  if (hidden.length > 0) reportHidden(pool, hidden, context);
}

interface Written {
  readonly reference: ElementReference;
  readonly members: readonly { readonly span: ElementReference['span'] }[];
  readonly index: number;
}

/** The element as written in the clause itself, which is where the user can take it away. */
function findWritten({ first, rest }: PoolExpression, element: ElementSymbol): Written | undefined {
  const joined = rest.flatMap(({ operator, term }) => (operator === '+' && term !== undefined ? [term] : []));
  for (const { members } of first === undefined ? joined : [first, ...joined]) {
    const index = members.findIndex((member) => member.kind === 'element' && member.symbol === element);
    const reference = members[index];
    if (reference?.kind === 'element') return { reference, members, index };
  }
  return undefined;
}

function reportWritten(
  { reference, members, index }: Written,
  formulas: readonly string[],
  everywhere: boolean,
  { report }: ResolutionContext,
): void {
  const { symbol, span } = reference;
  const fix = everywhere ? removalFromList(members, index, `Remove ${symbol}`) : undefined;
  const advice = everywhere ? 'it substitutes nothing here. Remove it.' : 'it is skipped there.';
  report.add(
    'SP3002',
    span,
    `${listing(formulas)} ${formulas.length === 1 ? 'has' : 'have'} ${symbol} already, so ${advice}`,
    {
      fixes: fix === undefined ? [] : [fix],
      unnecessary: everywhere,
    },
  );
}

function reportHidden(
  { span }: PoolExpression,
  hidden: readonly (readonly [ElementSymbol, readonly string[]])[],
  { report }: ResolutionContext,
): void {
  const cases = hidden.map(([element, formulas]) => `${element} in ${listing(formulas, 3)}`);
  const message = `Elements that a base has already are skipped there: ${listing(cases, 5)}. Nothing has to be done.`;
  report.add('SP3002', span, message);
}
