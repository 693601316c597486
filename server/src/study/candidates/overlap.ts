/** Whether two sources can meet at all within a pattern, judged by the ranges of their amounts. */
import type { FlatExchange, FlatSource } from './flatSource.ts';

interface Range {
  readonly least: number;
  readonly most: number;
}

/**
 * False only where no point of the source's pattern has a composition that the rival reaches. `incoming` are the elements that the
 * source brings in, `gone` its yielding elements that have disappeared, a bit each.
 */
export function couldMeet(
  source: FlatSource,
  incoming: readonly number[],
  gone: number,
  rival: FlatSource,
): boolean {
  if (rival === source) return meetsItself(source, incoming);
  if (rival.total !== source.total || !source.simple || !rival.simple || sharesElements(source)) return true;
  for (const { element, amount } of rival.untouched) {
    const range = rangeIn(source, incoming, gone, element);
    if (amount < range.least || amount > range.most) return false;
  }
  if (sharesElements(rival)) return true;
  for (const exchange of rival.exchanges) {
    const range = rangeIn(source, incoming, gone, exchange.element);
    const most = exchange.held - (exchange.grid.values[0] as number);
    const least = exchange.held - (exchange.grid.values.at(-1) as number);
    if (range.most < least || range.least > most) return false;
  }
  return true;
}

/** A source reaches one composition twice only where two of its elements can change places. */
function meetsItself(source: FlatSource, incoming: readonly number[]): boolean {
  if (!source.simple) return source.exchanges.length > 1;
  return source.exchanges.some((one, first) =>
    source.exchanges.some(
      (other, second) =>
        first !== second &&
        (one.pool.places[incoming[second] as number] as number) >= 0 &&
        (other.pool.places[incoming[first] as number] as number) >= 0,
    ),
  );
}

/** Whether an element gives way on two sites at once, so that its amount depends on two grids. */
function sharesElements(source: FlatSource): boolean {
  return (
    source.yielding.length < source.exchanges.length ||
    source.exchanges.some(({ element, held }) =>
      source.yielding.some((whole) => whole.element === element && whole.amount !== held),
    )
  );
}

/** What a simple source without shared elements may have of an element in a pattern. */
function rangeIn(source: FlatSource, incoming: readonly number[], gone: number, element: number): Range {
  for (const [place, exchange] of source.exchanges.entries()) {
    if (exchange.element !== element && incoming[place] !== element) continue;
    const complete = isGone(source, gone, exchange);
    const x = complete ? { least: exchange.held, most: exchange.held } : partialRange(exchange);
    if (incoming[place] === element) return x;
    return { least: exchange.held - x.most, most: exchange.held - x.least };
  }
  const amount = source.amounts.find((held) => held.element === element)?.amount ?? 0;
  return { least: amount, most: amount };
}

function isGone(source: FlatSource, gone: number, exchange: FlatExchange): boolean {
  const place = source.yielding.findIndex(({ element }) => element === exchange.element);
  return (gone & (1 << place)) !== 0;
}

function partialRange({ grid, held }: FlatExchange): Range {
  const { values } = grid;
  const last = values.at(-1) as number;
  const most = last === held && values.length > 1 ? (values.at(-2) as number) : last;
  return { least: values[0] as number, most };
}
