/** What of a study decides its candidates, as one short key: comments, whitespace, titles and screens play no part in it. */
import type { Study } from '../study/types.ts';
import { Digest } from './digest.ts';

/**
 * Two studies with the same key have the same candidates by the same statements. Computed after every edit, so it costs a few operations for
 * each substitution: pools and grids, which many substitutions share, are read once.
 */
export function meaningOf(study: Study): string {
  const digest = new Digest();
  const shared = new Map<readonly unknown[], Digest>();
  for (const { composition, family, sites } of study.bases) {
    digest.text(`${composition.key} ${family.name} ${family.spaceGroup}`);
    for (const { site, amounts } of sites) {
      digest.text(site.name);
      for (const [element, amount] of amounts) digest.text(`${element}${amount}`);
    }
  }
  for (const { statement, base, exchanges } of study.substitutions) {
    digest.number(statement);
    digest.number(base);
    for (const { site, element, substituents, grid } of exchanges) {
      digest.number(site);
      digest.text(element);
      for (const list of [substituents, grid]) {
        let read = shared.get(list);
        if (read === undefined) {
          read = new Digest();
          read.text(list.join(' '));
          shared.set(list, read);
        }
        digest.add(read);
      }
    }
  }
  return digest.key;
}
