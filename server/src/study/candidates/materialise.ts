/** From a raw index to what the user sees of it: exact compositions, sites and provenance. */
import type { Rational } from '../../chemistry/rational.ts';
import { elementSymbols } from '../../chemistry/symbols.ts';
import type { ElementSymbol, SiteOccupancy } from '../../chemistry/types.ts';
import type { Candidate, Exchange, Provenance, ResolvedBase, ResolvedSubstitution, Study } from '../types.ts';
import { incomingElements } from './block.ts';
import type { RawAddress } from './enumeration.ts';
import { compositionOfSites } from './flatSource.ts';

export function candidateAt(study: Study, raw: number, address: RawAddress): Candidate {
  const base = study.bases[address.source.base] as ResolvedBase;
  const substitution = substitutionOf(study, address);
  const changes = changesAt(substitution, address);
  const sites = changes.reduce<readonly SiteOccupancy[]>(
    (sofar, change) => withChange(sofar, change),
    base.sites,
  );
  return {
    index: raw,
    composition: compositionOfSites(sites),
    spaceGroup: base.family.spaceGroup,
    sites,
    origin: provenance(base, address, changes),
  };
}

export function provenanceAt(study: Study, address: RawAddress): Provenance {
  const base = study.bases[address.source.base] as ResolvedBase;
  return provenance(base, address, changesAt(substitutionOf(study, address), address));
}

interface Change {
  readonly exchange: Exchange;
  readonly to: ElementSymbol;
  readonly x: Rational;
}

/** Bases come first among the sources, each substitution after them in the study's order. */
function substitutionOf(study: Study, { source }: RawAddress): ResolvedSubstitution | undefined {
  return source.statement < 0 ? undefined : study.substitutions[source.substitution];
}

function changesAt(substitution: ResolvedSubstitution | undefined, address: RawAddress): readonly Change[] {
  if (substitution === undefined) return [];
  const incoming = incomingElements(address.source, address.choice);
  const changes: Change[] = [];
  let rest = address.point;
  for (let place = substitution.exchanges.length - 1; place >= 0; place -= 1) {
    const exchange = substitution.exchanges[place] as Exchange;
    const point = rest % exchange.grid.length;
    rest = Math.floor(rest / exchange.grid.length);
    changes.unshift({
      exchange,
      to: elementSymbols[(incoming[place] as number) - 1] as ElementSymbol,
      x: exchange.grid[point] as Rational,
    });
  }
  return changes;
}

function withChange(sites: readonly SiteOccupancy[], { exchange, to, x }: Change): readonly SiteOccupancy[] {
  return sites.map((occupancy, place) => {
    if (place !== exchange.site) return occupancy;
    const amounts = new Map<ElementSymbol, Rational>();
    for (const [element, amount] of occupancy.amounts) {
      if (element !== exchange.element) amounts.set(element, amount);
      else if (!amount.equals(x)) amounts.set(element, amount.subtract(x));
    }
    const present = amounts.get(to);
    amounts.set(to, present === undefined ? x : present.add(x));
    return { site: occupancy.site, amounts };
  });
}

function provenance(base: ResolvedBase, { source }: RawAddress, changes: readonly Change[]): Provenance {
  return {
    base: source.base,
    statement: source.statement,
    exchanges: changes.map(({ exchange, to, x }) => ({
      site: base.sites[exchange.site]?.site.name ?? '',
      from: exchange.element,
      to,
      x,
    })),
  };
}
