/** The oxidation states that an element may take when charges are balanced, and how usual each of them is. */
import { elementProperties } from './elements.ts';
import { Rational } from './rational.ts';
import type { ElementSymbol } from './types.ts';

/** The states of one sign. */
export interface StateGroup {
  /** Ascending, as pymatgen counts them as common; at least one. */
  readonly common: readonly number[];
  /**
   * Ascending: the common states and, between them, those that at least a tenth of the element's sites in the ICSD
   * have. Mn is common as +2, +4 and +7, but a mean of +3 is Mn³⁺ rather than a mixture.
   */
  readonly usual: readonly number[];
  readonly lowest: number;
  readonly highest: number;
}

export interface ElementStates {
  readonly symbol: ElementSymbol;
  /** At most one group of each sign; none where the element has no common state. */
  readonly groups: readonly StateGroup[];
  /** What a state costs when assignments are compared: −ln of its share of the element's sites in the ICSD. */
  cost(state: number): number;
}

/** An element of a compound with its atoms in the whole-number formula. */
export interface Part {
  readonly states: ElementStates;
  readonly amount: number;
}

/** What an element contributes: the whole charge of all its atoms, within what one group of its states reaches. */
export interface ElementCharge {
  readonly charge: number;
  readonly group: StateGroup;
}

const FREQUENT_SHARE = 0.1;

const described = new Map<ElementSymbol, ElementStates>();

export function statesOf(symbol: ElementSymbol): ElementStates {
  let states = described.get(symbol);
  if (states === undefined) {
    states = describe(symbol);
    described.set(symbol, states);
  }
  return states;
}

/**
 * Whether a choice of one group for each element reaches a total of zero. Mixed valence reaches everything between an
 * element's lowest and highest state, so only these bounds have to be added up.
 */
export function reachesZero(parts: readonly Part[]): boolean {
  const choose = (index: number, low: number, high: number): boolean => {
    const part = parts[index];
    if (part === undefined) return low <= 0 && high >= 0;
    return part.states.groups.some(({ lowest, highest }) =>
      choose(index + 1, low + part.amount * lowest, high + part.amount * highest),
    );
  };
  return choose(0, 0, 0);
}

/**
 * How an element's charge comes about: one state, or the two usual states next to the mean, with exact fractions that
 * add up to one.
 */
export function sharesOf(
  { amount }: Part,
  { charge, group }: ElementCharge,
): readonly { readonly state: number; readonly fraction: Rational }[] {
  const exact = group.usual.find((state) => state * amount === charge);
  if (exact !== undefined) return [{ state: exact, fraction: Rational.one }];
  const above = group.usual.findIndex((state) => state * amount > charge);
  const high = group.usual[above] as number;
  const low = group.usual[above - 1] as number;
  const fraction = Rational.of(charge - amount * low, amount * (high - low));
  return [
    { state: low, fraction: Rational.one.subtract(fraction) },
    { state: high, fraction },
  ];
}

export function isMixed(part: Part, charge: ElementCharge): boolean {
  return charge.group.usual.every((state) => state * part.amount !== charge.charge);
}

function describe(symbol: ElementSymbol): ElementStates {
  const properties = elementProperties(symbol);
  const common = properties?.commonOxidationStates ?? [];
  const counts = new Map(properties?.oxidationStateCounts ?? []);
  let sites = 0;
  for (const count of counts.values()) sites += count;
  // One site is added to every count, so that a state that was never seen is very unusual rather than impossible.
  const share = (state: number) => ((counts.get(state) ?? 0) + 1) / (sites + 1);
  const frequent = [...counts.keys()].filter((state) => share(state) >= FREQUENT_SHARE);
  const costs = new Map([...counts.keys()].map((state) => [state, -Math.log(share(state))]));
  const unseen = Math.log(sites + 1);
  const groups = [common.filter((state) => state > 0), common.filter((state) => state < 0)].filter(
    (states) => states.length > 0,
  );
  return {
    symbol,
    groups: groups.map((states) => stateGroup(states, frequent)),
    cost: (state) => costs.get(state) ?? unseen,
  };
}

function stateGroup(common: readonly number[], frequent: readonly number[]): StateGroup {
  const lowest = Math.min(...common);
  const highest = Math.max(...common);
  const between = frequent.filter((state) => state > lowest && state < highest);
  const usual = [...new Set([...common, ...between])].sort((a, b) => a - b);
  return { common, usual, lowest, highest };
}
