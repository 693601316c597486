/** Studies built by hand, without a text: for tests of what stands right of resolution. */
import { Composition } from '../../chemistry/composition.ts';
import { Rational } from '../../chemistry/rational.ts';
import type { ElementSymbol, Family, SiteOccupancy } from '../../chemistry/types.ts';
import type { Exchange, ResolvedBase, ResolvedSubstitution, Study } from '../types.ts';

export function ratio(text: string | number): Rational {
  const value = Rational.parse(String(text));
  if (value === undefined) throw new Error(`${text} is no number.`);
  return value;
}

/** `A 1 cation`, `B 2 cation`, `X 4 anion`. */
export function handmadeFamily(name: string, spaceGroup: number, sites: readonly string[]): Family {
  return {
    name,
    spaceGroup,
    anions: ['O'],
    builtIn: true,
    sites: sites.map((site) => {
      const [label = '', multiplicity = '1', role] = site.split(' ');
      return {
        name: label,
        multiplicity: ratio(multiplicity),
        role: role === 'anion' ? 'anion' : 'cation',
      };
    }),
  };
}

export const spinelFamily: Family = handmadeFamily('spinel', 227, ['A 1 cation', 'B 2 cation', 'X 4 anion']);

/** A base with its contents site by site: `[{ Zn: 1 }, { Bi: 2 }, { O: 4 }]`. */
export function handmadeBase(
  family: Family,
  contents: readonly Readonly<Record<ElementSymbol, string | number>>[],
): ResolvedBase {
  const sites: SiteOccupancy[] = family.sites.map((site, place) => ({
    site,
    amounts: new Map(
      Object.entries(contents[place] ?? {}).map(([element, amount]) => [element, ratio(amount)]),
    ),
  }));
  const composition = Composition.of(sites.flatMap(({ amounts }) => [...amounts]));
  return {
    name: undefined,
    formula: composition.key,
    composition,
    family,
    sites,
    pbeGap: undefined,
    span: { start: 0, end: 0 },
  };
}

/** One exchange on a base: `exchange(base, 0, 'Zn', ['Fe', 'Co'], ['0.5', '1'])`. */
export function exchange(
  site: number,
  element: ElementSymbol,
  substituents: readonly ElementSymbol[],
  grid: readonly (string | number)[],
): Exchange {
  return { site, element, substituents, grid: grid.map(ratio) };
}

export function handmadeStudy(
  bases: readonly ResolvedBase[],
  substitutions: readonly Omit<ResolvedSubstitution, 'statement'>[],
): Study {
  return {
    title: undefined,
    statements: [],
    families: [...new Set(bases.map(({ family }) => family))],
    bases,
    pools: [],
    substitutions: substitutions.map((substitution, place) => ({ ...substitution, statement: place })),
    screens: [],
    rank: undefined,
    explain: [],
    exports: [],
    findings: [],
  };
}
