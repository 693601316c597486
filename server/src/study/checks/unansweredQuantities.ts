/** SP3009: quantities that no installed model answers. */
import type { QuantityReference, Statement } from '@spinel-studio/grammar';
import { removal } from '../findings/fixes.ts';
import { quantities } from '../resolution/quantities.ts';
import type { Check } from './check.ts';

export const checkUnansweredQuantities: Check = ({ context }) => {
  const { predictedQuantities } = context.environment;
  for (const statement of context.tree.statements) {
    for (const reference of quantitiesOf(statement)) {
      const quantity = Object.values(quantities).find(
        ({ name }) => reference.kind === 'identifier' && name === reference.name,
      );
      if (quantity?.model === undefined || predictedQuantities.has(quantity.model)) continue;
      const message = `No installed model answers \`${quantity.name}\`, ${quantity.meaning}. ${consequence(statement)} Install a model that does, or remove this.`;
      context.report.add('SP3009', reference.span, message, {
        fixes: [removal(statement.span, 'Remove this statement')],
      });
    }
  }
};

function quantitiesOf(statement: Statement): readonly QuantityReference[] {
  if (statement.kind === 'screen') {
    const { condition } = statement;
    if (condition === undefined) return [];
    return [condition.kind === 'flag' ? condition.name : condition.quantity];
  }
  if (statement.kind === 'rank') return statement.keys.flatMap(({ quantity }) => quantity ?? []);
  if (statement.kind === 'explain') return statement.quantity === undefined ? [] : [statement.quantity];
  return [];
}

function consequence({ kind }: Statement): string {
  if (kind === 'screen') return 'A run skips this screen and says so.';
  return kind === 'rank' ? 'A run ranks without it and says so.' : 'There is nothing to explain.';
}
