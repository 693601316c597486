/** SP3008: one composition declared as a base more than once. */
import { removal, removalFromList } from '../findings/fixes.ts';
import { listing } from '../findings/listing.ts';
import type { DeclaredBase } from '../resolution/bases.ts';
import type { ResolutionContext } from '../resolution/context.ts';
import type { Check } from './check.ts';

export const checkRepeatedBases: Check = ({ bases, context }) => {
  const first = new Map<string, DeclaredBase>();
  const inTables = new Map<number, [DeclaredBase, DeclaredBase][]>();
  for (const declared of bases.declared) {
    const { base, statement, item } = declared;
    const key = `${base.composition.key} ${base.family.spaceGroup}`;
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, declared);
    else if (item !== undefined) reportItem(declared, earlier, context);
    else inTables.set(statement, [...(inTables.get(statement) ?? []), [declared, earlier]]);
  }
  for (const pairs of inTables.values()) reportRows(pairs, context);
};

function reportItem(
  { base, statement, item }: DeclaredBase,
  earlier: DeclaredBase,
  context: ResolutionContext,
): void {
  const node = context.tree.statements[statement];
  if (node?.kind !== 'base' || item === undefined) return;
  const title = `Remove ${base.formula}`;
  const fix = removalFromList(node.items, node.items.indexOf(item), title) ?? removal(node.span, title);
  const spelling = base.formula === earlier.base.formula ? '' : ` as ${earlier.base.formula}`;
  const message = `${base.formula} is declared as a base already${spelling}, and counts once. Remove one of them.`;
  context.report.add('SP3008', item.formula?.span ?? item.span, message, {
    fixes: [fix],
    related: [{ span: earlier.base.span, message: `${earlier.base.formula} is first declared here.` }],
  });
}

function reportRows(
  pairs: readonly (readonly [DeclaredBase, DeclaredBase])[],
  { report }: ResolutionContext,
): void {
  const [firstPair] = pairs;
  if (firstPair === undefined) return;
  const rows = pairs.map(([{ base, line }, earlier]) => {
    const where = earlier.line === undefined ? 'in this file' : `in line ${earlier.line}`;
    return `${base.formula} in line ${line} (first ${where})`;
  });
  const message = `The table declares bases again: ${listing(rows)}. They count once; remove the repeated rows.`;
  report.add('SP3008', firstPair[0].base.span, message);
}
