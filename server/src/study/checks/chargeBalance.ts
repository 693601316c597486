/** SP3003: bases that no common oxidation states balance. */
import { balanceCharges, isChargeBalanced } from '../../chemistry/charge.ts';
import { listing } from '../findings/listing.ts';
import type { DeclaredBase } from '../resolution/bases.ts';
import type { Check } from './check.ts';

const ADVICE = 'Check the formula; predictions for such a compound deserve less trust.';

export const checkChargeBalance: Check = ({ bases, context: { report } }) => {
  const unbalanced = bases.declared.filter(({ base }) => !isChargeBalanced(base.composition));
  const inTables = new Map<number, DeclaredBase[]>();
  for (const declared of unbalanced) {
    const { base, item, statement } = declared;
    if (item === undefined) {
      inTables.set(statement, [...(inTables.get(statement) ?? []), declared]);
      continue;
    }
    const balance = balanceCharges(base.composition);
    const reason = balance.neutral ? '' : ` (${balance.reason.replace(/\.$/, '')})`;
    const message = `No common oxidation states balance ${base.formula}${reason}. ${ADVICE}`;
    report.add('SP3003', item.formula?.span ?? base.span, message);
  }
  for (const rows of inTables.values()) {
    const [first] = rows;
    if (first === undefined) continue;
    const which = listing(rows.map(({ base, line }) => `${base.formula} (line ${line})`));
    report.add('SP3003', first.base.span, `No common oxidation states balance ${which}. ${ADVICE}`);
  }
};
