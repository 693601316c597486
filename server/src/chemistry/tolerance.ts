/** Tolerance factors: how well the ions of a compound fit the structure of its family. */
import { balanceCharges } from './charge.ts';
import { Composition } from './composition.ts';
import { elementProperties } from './elements.ts';
import type { ChargeShare, ElementSymbol, SiteOccupancy } from './types.ts';

export type ToleranceFactor =
  | {
      readonly ok: true;
      /** Without a unit. */
      readonly value: number;
      readonly kind: 'goldschmidt' | 'spinel';
    }
  | {
      readonly ok: false;
      /** A whole sentence saying what is missing. */
      readonly reason: string;
    };

interface Geometry {
  readonly kind: 'goldschmidt' | 'spinel';
  /** Multiplicities of the two cation sites and the anion site. */
  readonly multiplicities: readonly [number, number, number];
  /** Coordination numbers of the same sites, for the choice of Shannon radii. */
  readonly coordinations: readonly [number, number, number];
  /** From the mean radii of the sites, in Å. */
  factor(a: number, b: number, x: number): number;
}

/**
 * A B X3: t = (rA + rX) / (√2 (rB + rX)), Goldschmidt, Naturwissenschaften 14, 477 (1926). One for the ideal cubic
 * perovskite; most perovskites lie between 0.8 and 1.05.
 *
 * A B2 X4: t = √3 (rB + rX) / (2 (rA + rX)), the ratio of the bond lengths of octahedron and tetrahedron in units of
 * what it is where both are regular and share their edge length. Comparing the polyhedra is the principle of Song and
 * Liu, Cryst. Growth Des. 20, 2014 (2020); the median over the oxide spinels whose radii are known is 0.89.
 */
const geometries: readonly Geometry[] = [
  {
    kind: 'goldschmidt',
    multiplicities: [1, 1, 3],
    coordinations: [12, 6, 6],
    factor: (a, b, x) => (a + x) / (Math.SQRT2 * (b + x)),
  },
  {
    kind: 'spinel',
    multiplicities: [1, 2, 4],
    coordinations: [4, 6, 6],
    factor: (a, b, x) => (Math.sqrt(3) * (b + x)) / (2 * (a + x)),
  },
];

/**
 * The tolerance factor of a compound whose elements sit on these sites, per formula unit. Radii are Shannon's for the
 * oxidation states of `balanceCharges`, for the coordination of the site, high spin where there are two; a shared
 * site counts with its mean radius.
 */
export function toleranceFactor(sites: readonly SiteOccupancy[]): ToleranceFactor {
  const ordered = [...sites].sort(
    (a, b) => Number(a.site.role === 'anion') - Number(b.site.role === 'anion'),
  );
  const geometry = geometries.find(
    ({ multiplicities }) =>
      multiplicities.length === ordered.length &&
      multiplicities.every((value, index) => ordered[index]?.site.multiplicity.toNumber() === value),
  );
  if (geometry === undefined) return unknown('A tolerance factor is defined for A B X3 and A B2 X4 only.');
  const elements = ordered.flatMap(({ amounts }) => [...amounts.keys()]);
  const twice = elements.find((symbol, index) => elements.indexOf(symbol) !== index);
  if (twice !== undefined)
    return unknown(`${twice} is on two sites, and which of its ions is where is not known.`);
  const balance = balanceCharges(Composition.of(ordered.flatMap(({ amounts }) => [...amounts])));
  if (!balance.neutral) return unknown(`Radii depend on oxidation states. ${balance.reason}`);
  const radii: number[] = [];
  for (const [index, occupancy] of ordered.entries()) {
    const radius = meanRadius(occupancy, balance.shares, geometry.coordinations[index] as number);
    if (typeof radius === 'string') return unknown(radius);
    radii.push(radius);
  }
  const [a, b, x] = radii as [number, number, number];
  return { ok: true, value: geometry.factor(a, b, x), kind: geometry.kind };
}

function unknown(reason: string): ToleranceFactor {
  return { ok: false, reason };
}

/** In Å; a sentence where a radius is missing. */
function meanRadius(
  { site, amounts }: SiteOccupancy,
  shares: readonly ChargeShare[],
  coordination: number,
): number | string {
  let sum = 0;
  for (const { element, state, amount } of shares) {
    if (!amounts.has(element)) continue;
    const radius = shannonRadius(element, state, coordination);
    if (radius === undefined) {
      const charge = `${Math.abs(state)}${state < 0 ? '\u2212' : '+'}`;
      return `Shannon's table has no radius of ${element} ${charge} with ${coordination} neighbours.`;
    }
    sum += radius * amount.toNumber();
  }
  return sum / site.multiplicity.toNumber();
}

/** Shannon's ionic radius in Å, that of the high-spin ion where there are two; undefined where the table has none. */
export function shannonRadius(
  element: ElementSymbol,
  state: number,
  coordination: number,
): number | undefined {
  const rows = elementProperties(element)?.shannonRadii ?? [];
  const fitting = rows.filter(([charge, neighbours]) => charge === state && neighbours === coordination);
  return (fitting.find(([, , spin]) => spin !== 'low') ?? fitting[0])?.[3];
}
