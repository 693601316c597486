/** SP2008: substitutions in a file that declares no base at all. */
import { insertion } from '../findings/fixes.ts';
import type { Check } from './check.ts';

export const checkMissingBase: Check = ({ context: { tree, report } }) => {
  if (tree.statements.some(({ kind }) => kind === 'base' || kind === 'base-from')) return;
  const statement = tree.statements.find(({ kind }) => kind === 'substitute');
  if (statement === undefined) return;
  const span = { start: statement.span.start, end: statement.span.start + 'substitute'.length };
  const message = 'There is no compound to substitute in. Declare one above, such as `base ZnBi2O4`.';
  report.add('SP2008', span, message, {
    fixes: [insertion(statement.span.start, 'base ZnBi2O4\n', 'Declare ZnBi2O4 as a base')],
  });
};
