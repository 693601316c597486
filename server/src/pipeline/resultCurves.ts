import type { CurvePoint, ResultsSummary } from '../protocol.ts';
import { amountIn, exchanged, SiteContents } from './siteContents.ts';
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

/**
 * The points of the curves that the table has, by ascending x; the base itself is the point at zero. A point that another way of the study
 * reached first, such as the end of a curve that is a base of its own, is found by what its sites hold.
 */
export function substitutionCurves(
  table: ResultTable,
  request: CurveRequest,
): readonly { readonly element: string; readonly points: readonly CurvePoint[] }[] {
  const family = new CurveFamily(table, request);
  return request.to.map((element) => ({ element, points: family.points(element) }));
}

/** All curves of one base, site and replaced element. */
class CurveFamily {
  readonly #table: ResultTable;
  readonly #request: CurveRequest;
  readonly #contents: SiteContents;
  /** Rows by element and x. */
  readonly #rows = new Map<string, Map<number, number>>();
  readonly #base: number | undefined;

  constructor(table: ResultTable, request: CurveRequest) {
    this.#table = table;
    this.#request = request;
    this.#contents = contentsOf(table);
    this.#base = this.#gather();
  }

  /** Sorts the rows of the base by element and x; the row of the base itself is the result. */
  #gather(): number | undefined {
    const { base, site, from } = this.#request;
    const bases = this.#table.texts('base');
    const changes = this.#table.texts('change');
    const exchanges = changes.values.map(parseChange);
    const code = bases.values.indexOf(base);
    let own: number | undefined;
    for (let row = 0; row < this.#table.rows; row += 1) {
      if (bases.codes[row] !== code) continue;
      const change = changes.codes[row] ?? -1;
      const exchange = exchanges[change];
      if (changes.values[change] === 'base') own = row;
      if (exchange === undefined || exchange.site !== site || exchange.from !== from) continue;
      const rows = this.#rows.get(exchange.to) ?? new Map<number, number>();
      this.#rows.set(exchange.to, rows.set(this.#table.number('x', row) ?? 0, row));
    }
    return own;
  }

  /** Empty where nothing but the base is known. */
  points(element: string): readonly CurvePoint[] {
    const rows = new Map([...this.#reachedOtherwise(element), ...(this.#rows.get(element) ?? [])]);
    if (rows.size === 0) return [];
    if (this.#base !== undefined) rows.set(0, this.#base);
    return [...rows].sort(([a], [b]) => a - b).flatMap(([x, row]) => pointOf(this.#table, row, x) ?? []);
  }

  /** Amounts that the other curves of the family have, and complete substitution, where this element's own rows do not have them. */
  #reachedOtherwise(element: string): Map<number, number> {
    const found = new Map<number, number>();
    // Every row with this x shows the same point, so one look is enough.
    const looked = new Set(this.#rows.get(element)?.keys());
    for (const [x, row, other] of this.#models()) {
      if (looked.has(x)) continue;
      looked.add(x);
      const reached = this.#exchanged(row, other, element);
      if (reached !== undefined) found.set(x, reached);
    }
    return found;
  }

  /** Rows that show what a point of another element looks like: x, the row, and the element to be exchanged in it. */
  *#models(): Generator<readonly [number, number, string]> {
    for (const [other, rows] of this.#rows) {
      for (const [x, row] of rows) yield [x, row, other];
    }
    if (this.#base === undefined) return;
    const { site, from } = this.#request;
    const content = this.#contents.of(this.#base).get(site) ?? '';
    yield [amountIn(content, from), this.#base, from];
  }

  #exchanged(row: number, from: string, to: string): number | undefined {
    const { site } = this.#request;
    const contents = this.#contents.of(row);
    const content = exchanged(contents.get(site) ?? '', from, to);
    if (content === undefined) return undefined;
    return this.#contents.find(new Map(contents).set(site, content), this.#table.number('space_group', row));
  }
}

/** Made once for each table, since it looks at every content of every site. */
const contents = new WeakMap<ResultTable, SiteContents>();

function contentsOf(table: ResultTable): SiteContents {
  const known = contents.get(table) ?? new SiteContents(table);
  contents.set(table, known);
  return known;
}

/** Undefined where nothing was predicted. */
function pointOf(table: ResultTable, row: number, x: number): CurvePoint | undefined {
  const gap = table.number('gap_ev', row);
  const low = table.number('gap_lo_ev', row);
  const high = table.number('gap_hi_ev', row);
  const domain = domainOf(table, row);
  if (gap === undefined || low === undefined || high === undefined || domain === undefined) return undefined;
  return { x, gap, low, high, domain };
}
