/** SP3003: bases that no common oxidation states balance. */
import { balanceCharges, isChargeBalanced } from '../../chemistry/charge.ts';
import type { Composition } from '../../chemistry/composition.ts';
import { listing } from '../findings/listing.ts';
import type { DeclaredBase } from '../resolution/bases.ts';
import type { Check } from './check.ts';

const ADVICE = 'Check the formula; predictions for such a compound deserve less trust.';

/** By composition: why it is not balanced, or undefined where it is. Bases keep their compositions from one keystroke to the next. */
const imbalances = new WeakMap<Composition, { readonly reason: string | undefined }>();

export const checkChargeBalance: Check = ({ bases, context: { report } }) => {
  const unbalanced = bases.declared.filter(({ base }) => imbalanceOf(base.composition) !== undefined);
  const inTables = new Map<number, DeclaredBase[]>();
  for (const declared of unbalanced) {
    const { base, item, statement } = declared;
    if (item === undefined) {
      inTables.set(statement, [...(inTables.get(statement) ?? []), declared]);
      continue;
    }
    const message = `No common oxidation states balance ${base.formula}. ${imbalanceOf(base.composition)} ${ADVICE}`;
    report.add('SP3003', item.formula?.span ?? base.span, message);
  }
  for (const rows of inTables.values()) {
    const [first] = rows;
    if (first === undefined) continue;
    const which = listing(rows.map(({ base, line }) => `${base.formula} (line ${line})`));
    report.add('SP3003', first.base.span, `No common oxidation states balance ${which}. ${ADVICE}`);
  }
};

function imbalanceOf(composition: Composition): string | undefined {
  let known = imbalances.get(composition);
  if (known === undefined) {
    known = { reason: isChargeBalanced(composition) ? undefined : reasonOf(composition) };
    imbalances.set(composition, known);
  }
  return known.reason;
}

/** A whole sentence. */
function reasonOf(composition: Composition): string {
  const balance = balanceCharges(composition);
  return balance.neutral ? '' : balance.reason;
}
