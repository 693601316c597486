/** The candidates of a study by the plainest means: every way in order, and a set of the compositions seen. */
import { Composition } from '../../chemistry/composition.ts';
import { Rational } from '../../chemistry/rational.ts';
import type { ElementSymbol, SiteOccupancy } from '../../chemistry/types.ts';
import type { Exchange, Study } from '../types.ts';

export interface BruteForceWay {
  readonly raw: number;
  readonly key: string;
  readonly composition: Composition;
  readonly spaceGroup: number;
  /** Whether no smaller raw index leads to the same composition and space group. */
  readonly first: boolean;
}

/** All ways that put no element on two cation sites, by raw index; only for small studies. */
export function enumerateByBruteForce(study: Study): readonly BruteForceWay[] {
  const seen = new Set<string>();
  const ways: BruteForceWay[] = [];
  let raw = 0;
  const add = (sites: readonly SiteOccupancy[] | undefined, spaceGroup: number): void => {
    if (sites !== undefined) {
      const composition = Composition.of(sites.flatMap(({ amounts }) => [...amounts]));
      const key = `${composition.key} ${spaceGroup}`;
      ways.push({ raw, key, composition, spaceGroup, first: !seen.has(key) });
      seen.add(key);
    }
    raw += 1;
  };
  for (const base of study.bases) add(base.sites, base.family.spaceGroup);
  for (const { base, exchanges } of study.substitutions) {
    const from = study.bases[base];
    if (from === undefined) continue;
    for (const elements of tuples(exchanges.map(({ substituents }) => substituents))) {
      for (const amounts of tuples(exchanges.map(({ grid }) => grid))) {
        add(exchanged(from.sites, exchanges, elements, amounts), from.family.spaceGroup);
      }
    }
  }
  return ways;
}

function exchanged(
  sites: readonly SiteOccupancy[],
  exchanges: readonly Exchange[],
  elements: readonly ElementSymbol[],
  amounts: readonly Rational[],
): readonly SiteOccupancy[] | undefined {
  const cations = exchanges.flatMap(({ site }, place) =>
    sites[site]?.site.role === 'cation' ? [elements[place]] : [],
  );
  if (new Set(cations).size < cations.length) return undefined;
  return sites.map((occupancy, site) => {
    const contents = new Map(occupancy.amounts);
    for (const [place, exchange] of exchanges.entries()) {
      if (exchange.site !== site) continue;
      const x = amounts[place] ?? Rational.zero;
      const into = elements[place] ?? '';
      contents.set(exchange.element, (contents.get(exchange.element) ?? Rational.zero).subtract(x));
      contents.set(into, (contents.get(into) ?? Rational.zero).add(x));
    }
    return { site: occupancy.site, amounts: contents };
  });
}

/** Every combination, the last list varying fastest. */
function tuples<T>(lists: readonly (readonly T[])[]): readonly (readonly T[])[] {
  return lists.reduce<readonly (readonly T[])[]>(
    (sofar, list) => sofar.flatMap((tuple) => list.map((item) => [...tuple, item])),
    [[]],
  );
}
