import type { CurvePoint, ResultsSummary } from '../protocol.ts';
import { domainOf, type ResultTable } from './table/resultTable.ts';

/** A base, a site, the element that gives way there, and the elements that take its place. */
export interface CurveRequest {
  readonly base: string;
  readonly site: string;
  readonly from: string;
  readonly to: readonly string[];
}

interface Exchange {
  readonly site: string;
  readonly from: string;
  readonly to: string;
}

/** What `A: Zn → Fe` says; undefined for a base and where several sites change. */
function parseChange(change: string): Exchange | undefined {
  const match = /^(\S+): (\S+) → (\S+)$/.exec(change);
  const [, site, from, to] = match ?? [];
  return site === undefined || from === undefined || to === undefined ? undefined : { site, from, to };
}

/** Every base, site and replaced element of which at least two amounts are known, the unsubstituted base counting as one. */
export function drawableCurves(table: ResultTable): ResultsSummary['curves'] {
  const curves = new Map<string, { base: string; site: string; from: string; to: string[] }>();
  for (const { base, exchange, amounts } of exchangesOf(table)) {
    if (amounts < 2) continue;
    const key = JSON.stringify([base, exchange.site, exchange.from]);
    const curve = curves.get(key) ?? { base, site: exchange.site, from: exchange.from, to: [] };
    curves.set(key, curve);
    curve.to.push(exchange.to);
  }
  return [...curves.values()];
}

/** Pairs of base and exchange with the number of known amounts, in the order of the rows. */
function exchangesOf(table: ResultTable): { base: string; exchange: Exchange; amounts: number }[] {
  const bases = table.texts('base');
  const changes = table.texts('change');
  const exchanges = changes.values.map(parseChange);
  const amounts = new Map<number, number>();
  const own = new Set<number>();
  const stride = changes.values.length;
  for (let row = 0; row < table.rows; row += 1) {
    const base = bases.codes[row] ?? 0;
    const change = changes.codes[row] ?? 0;
    if (exchanges[change] !== undefined) {
      const key = base * stride + change;
      amounts.set(key, (amounts.get(key) ?? 0) + 1);
    } else if (changes.values[change] === 'base') {
      own.add(base);
    }
  }
  return [...amounts].flatMap(([key, count]) => {
    const base = Math.floor(key / stride);
    const exchange = exchanges[key % stride];
    if (exchange === undefined) return [];
    return [{ base: bases.values[base] ?? '', exchange, amounts: count + (own.has(base) ? 1 : 0) }];
  });
}

/** The points of the curves that the table has, by ascending x; the base itself is the point at zero. */
export function substitutionCurves(
  table: ResultTable,
  { base, site, from, to }: CurveRequest,
): readonly { readonly element: string; readonly points: readonly CurvePoint[] }[] {
  const bases = table.texts('base');
  const changes = table.texts('change');
  const baseCode = bases.values.indexOf(base);
  const elementByCode = new Map(
    to.map((element) => [changes.values.indexOf(`${site}: ${from} → ${element}`), element]),
  );
  const points = new Map<string, CurvePoint[]>(to.map((element) => [element, []]));
  for (let row = 0; row < table.rows; row += 1) {
    if (bases.codes[row] !== baseCode) continue;
    const change = changes.codes[row] ?? -1;
    const element = elementByCode.get(change);
    if (element !== undefined) addPoint(points.get(element), table, row);
    else if (changes.values[change] === 'base')
      for (const curve of points.values()) addPoint(curve, table, row);
  }
  return to.map((element) => ({
    element,
    points: (points.get(element) ?? []).sort((a, b) => a.x - b.x),
  }));
}

function addPoint(points: CurvePoint[] | undefined, table: ResultTable, row: number): void {
  const gap = table.number('gap_ev', row);
  const low = table.number('gap_lo_ev', row);
  const high = table.number('gap_hi_ev', row);
  const domain = domainOf(table, row);
  if (gap === undefined || low === undefined || high === undefined || domain === undefined) return;
  points?.push({ x: table.number('x', row) ?? 0, gap, low, high, domain });
}
