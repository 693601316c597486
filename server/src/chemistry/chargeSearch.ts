/** The search for the preferred balance of charges. */
import { type ElementCharge, isMixed, type Part, type StateGroup, sharesOf } from './oxidationStates.ts';

/** Charges kept after each element; only compounds of a dozen elements and more ever have as many. */
const SEARCH_WIDTH = 500;

/** The cheapest way in which the first elements reach a charge. */
interface Step {
  readonly cost: number;
  readonly last: ElementCharge;
  /** The step of the elements before, by its charge; undefined for the first element. */
  readonly before: Step | undefined;
}

/** Charges that the rest of the compound may add. */
interface Reach {
  readonly low: number;
  readonly high: number;
}

/**
 * The contribution of each part, in their order, that adds up to zero and is preferred; undefined where nothing adds
 * up to zero.
 */
export function findBalance(parts: readonly Part[]): readonly ElementCharge[] | undefined {
  return withSingleStates(parts) ?? withOneMean(parts) ?? atCorner(parts);
}

function withSingleStates(parts: readonly Part[]): readonly ElementCharge[] | undefined {
  const step = singleStates(parts, { low: 0, high: 0 }).get(0);
  return step === undefined ? undefined : unwind(step);
}

/**
 * One element takes whatever mean state balances the others, which are in one state each. More than one such element
 * is never needed: a corner of the polytope of balanced mean states has all elements but one at the end of their
 * range.
 */
function withOneMean(parts: readonly Part[]): readonly ElementCharge[] | undefined {
  let best:
    | { readonly mixed: boolean; readonly cost: number; readonly charges: readonly ElementCharge[] }
    | undefined;
  for (const [index, part] of parts.entries()) {
    const others = parts.filter((other) => other !== part);
    for (const group of part.states.groups.filter(({ common }) => common.length > 1)) {
      const reach = { low: part.amount * group.lowest, high: part.amount * group.highest };
      for (const [charge, step] of singleStates(others, reach)) {
        const own = { charge: -charge, group };
        const mixed = isMixed(part, own);
        const cost = step.cost + meanCost(part, own);
        if (best !== undefined && (best.mixed === mixed ? best.cost <= cost : mixed)) continue;
        best = { mixed, cost, charges: unwind(step).toSpliced(index, 0, own) };
      }
    }
  }
  return best?.charges;
}

/**
 * Every charge that single common states of the parts reach and that something within `reach` brings to zero, with
 * its cheapest way.
 */
function singleStates(parts: readonly Part[], reach: Reach): ReadonlyMap<number, Step> {
  const rests = restReaches(parts, reach);
  let steps = new Map<number, Step | undefined>([[0, undefined]]);
  for (const [index, part] of parts.entries()) {
    const rest = rests[index + 1] as Reach;
    const choices = singleCharges(part);
    const next = new Map<number, Step>();
    for (const [charge, before] of steps) {
      for (const { last, cost: own } of choices) {
        const total = charge + last.charge;
        if (total + rest.low > 0 || total + rest.high < 0) continue;
        const cost = (before?.cost ?? 0) + own;
        const rival = next.get(total);
        if (rival === undefined || cost < rival.cost) next.set(total, { cost, last, before });
      }
    }
    steps = narrowed(next);
  }
  return steps as Map<number, Step>;
}

function singleCharges({
  amount,
  states,
}: Part): readonly { readonly last: ElementCharge; readonly cost: number }[] {
  return states.groups.flatMap((group) =>
    group.common.map((state) => ({
      last: { charge: amount * state, group },
      cost: amount * states.cost(state),
    })),
  );
}

/** What the parts from each index on, and `reach` after them, can still add. */
function restReaches(parts: readonly Part[], reach: Reach): readonly Reach[] {
  const rests: Reach[] = [reach];
  for (const { amount, states } of parts.toReversed()) {
    const { low, high } = rests[0] as Reach;
    const lowest = Math.min(...states.groups.map((group) => group.lowest));
    const highest = Math.max(...states.groups.map((group) => group.highest));
    rests.unshift({ low: low + amount * lowest, high: high + amount * highest });
  }
  return rests;
}

function narrowed(steps: Map<number, Step>): Map<number, Step> {
  if (steps.size <= SEARCH_WIDTH) return steps;
  return new Map([...steps].sort(([, a], [, b]) => a.cost - b.cost).slice(0, SEARCH_WIDTH));
}

function unwind(step: Step): readonly ElementCharge[] {
  const charges: ElementCharge[] = [];
  for (let at: Step | undefined = step; at !== undefined; at = at.before) charges.unshift(at.last);
  return charges;
}

/** The cost of an element's states, weighted with its atoms. */
function meanCost(part: Part, charge: ElementCharge): number {
  const each = sharesOf(part, charge).map(
    ({ state, fraction }) => fraction.toNumber() * part.states.cost(state),
  );
  return part.amount * each.reduce((sum, cost) => sum + cost, 0);
}

/**
 * Some balance, whatever its cost, for compounds so large that the search was narrowed: all elements at their lowest
 * states, then one after the other at its highest until the total would pass zero.
 */
function atCorner(parts: readonly Part[]): readonly ElementCharge[] | undefined {
  const groups = balancingGroups(parts, 0, { low: 0, high: 0 });
  if (groups === undefined) return undefined;
  let missing = -parts.reduce(
    (sum, part, index) => sum + part.amount * (groups[index] as StateGroup).lowest,
    0,
  );
  return parts.map(({ amount }, index) => {
    const group = groups[index] as StateGroup;
    const raised = Math.min(missing, amount * (group.highest - group.lowest));
    missing -= raised;
    return { charge: amount * group.lowest + raised, group };
  });
}

function balancingGroups(
  parts: readonly Part[],
  index: number,
  sum: Reach,
): readonly StateGroup[] | undefined {
  const part = parts[index];
  if (part === undefined) return sum.low <= 0 && sum.high >= 0 ? [] : undefined;
  for (const group of part.states.groups) {
    const low = sum.low + part.amount * group.lowest;
    const high = sum.high + part.amount * group.highest;
    const rest = balancingGroups(parts, index + 1, { low, high });
    if (rest !== undefined) return [group, ...rest];
  }
  return undefined;
}
