/** What of a study decides its candidates, as one short key: comments, whitespace, titles and screens play no part in it. */
import { createHash } from 'node:crypto';
import type { Study } from '../study/types.ts';

export function meaningOf(study: Study): string {
  const hash = createHash('sha256');
  for (const base of study.bases) {
    hash.update(`base ${base.composition.key} ${base.family.name} ${base.family.spaceGroup}`);
    for (const { site, amounts } of base.sites) {
      hash.update(` ${site.name}`);
      for (const [element, amount] of amounts) hash.update(` ${element}${amount}`);
    }
  }
  for (const { statement, base, exchanges } of study.substitutions) {
    hash.update(`\nsubstitute ${statement} ${base}`);
    for (const { site, element, substituents, grid } of exchanges) {
      // A grid is evenly spaced but for its last point, so its ends and length with the second point identify it.
      const ends = `${grid[0]} ${grid[1]} ${grid.at(-1)} ${grid.length}`;
      hash.update(` ${site} ${element} ${substituents.join(' ')} ${ends};`);
    }
  }
  return hash.digest('base64');
}
