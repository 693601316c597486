/** Which curves belong to a compound: along the mixing on one of its sites, or along the substitutions that the study declares for it. */
import { Composition } from '../../chemistry/composition.ts';
import { Rational } from '../../chemistry/rational.ts';
import type { ElementSymbol, SiteOccupancy } from '../../chemistry/types.ts';
import type { Query } from '../../inference/types.ts';
import type { Exchange, Study } from '../../study/types.ts';
import { MOST_CURVES } from './curve.ts';
import type { Subject } from './subject.ts';

/** A curve before anything is predicted: compositions by amount. */
export interface PlannedCurve {
  readonly element: ElementSymbol;
  readonly points: readonly { readonly x: number; readonly query: Query }[];
}

export interface CurvePlan {
  /** `Zn → Fe on A` */
  readonly title: string;
  readonly curves: readonly PlannedCurve[];
  /** The amount at which the compound itself lies on its curve. */
  readonly marked: number | undefined;
}

/** Points of a curve along a mixed site. */
const POINTS = 20;
/** Points of a substitution's own grid that are drawn; finer grids are thinned. */
const MOST_POINTS = 21;

/** Undefined for a compound that is neither mixed nor substituted. */
export function planCurves(subject: Subject, study: Study): CurvePlan | undefined {
  if (!subject.family) return undefined;
  return alongMixing(subject) ?? alongSubstitution(subject, study);
}

/** A site with exactly two elements: the curve leads from all of the first to all of the second. */
function alongMixing(subject: Subject): CurvePlan | undefined {
  const mixed = subject.sites.find(({ amounts }) => amounts.size === 2);
  if (!mixed) return undefined;
  const [host, guest] = [...mixed.amounts.keys()];
  if (host === undefined || guest === undefined) return undefined;
  const marked = mixed.amounts.get(guest) ?? Rational.zero;
  const whole = mixed.site.multiplicity;
  const points = Array.from({ length: POINTS + 1 }, (_, step) => {
    const x = whole.multiply(Rational.of(step, POINTS));
    const amounts = new Map([
      [host, whole.subtract(x)],
      [guest, x],
    ]);
    return { x: x.toNumber(), query: queryWith(subject, mixed, amounts) };
  });
  const title = `${host} → ${guest} on ${mixed.site.name}`;
  return { title, curves: [{ element: guest, points }], marked: marked.toNumber() };
}

/** The first substitution of one site that the study declares for this base. */
function alongSubstitution(subject: Subject, study: Study): CurvePlan | undefined {
  const found = study.substitutions.find(
    ({ base, exchanges }) => base === subject.base && exchanges.length === 1,
  );
  const exchange = found?.exchanges[0];
  const occupancy = exchange && subject.sites[exchange.site];
  if (!exchange || !occupancy || exchange.substituents.length === 0) return undefined;
  const curves = exchange.substituents
    .slice(0, MOST_CURVES)
    .map((element) => ({ element, points: gridPoints(subject, occupancy, exchange, element) }));
  const names =
    exchange.substituents.length > MOST_CURVES
      ? `${curves.length} of ${exchange.substituents.length} elements`
      : curves.map(({ element }) => element).join(', ');
  return { title: `${exchange.element} → ${names} on ${occupancy.site.name}`, curves, marked: undefined };
}

function gridPoints(
  subject: Subject,
  occupancy: SiteOccupancy,
  { element: host, grid }: Exchange,
  guest: ElementSymbol,
): PlannedCurve['points'] {
  const stride = Math.ceil(grid.length / MOST_POINTS);
  const shown = grid.filter((_, index) => index % stride === 0 || index === grid.length - 1);
  const held = occupancy.amounts.get(host) ?? Rational.zero;
  return [Rational.zero, ...shown].map((x) => {
    const amounts = new Map(occupancy.amounts);
    amounts.set(host, held.subtract(x));
    amounts.set(guest, (occupancy.amounts.get(guest) ?? Rational.zero).add(x));
    return { x: x.toNumber(), query: queryWith(subject, occupancy, amounts) };
  });
}

/** The compound with other contents of one site. */
function queryWith(
  { sites, family }: Subject,
  replaced: SiteOccupancy,
  amounts: ReadonlyMap<ElementSymbol, Rational>,
): Query {
  const contents = sites.flatMap((occupancy) => [...(occupancy === replaced ? amounts : occupancy.amounts)]);
  return { composition: Composition.of(contents), spaceGroup: family?.spaceGroup ?? 0 };
}
