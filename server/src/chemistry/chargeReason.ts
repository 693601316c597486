/** Why no common oxidation states balance a compound. */
import { byElectronegativity, elementProperties } from './elements.ts';
import type { Part, StateGroup } from './oxidationStates.ts';
import { Rational } from './rational.ts';
import type { ElementSymbol } from './types.ts';

/** A choice of sign for each element with what it leaves open. */
interface Attempt {
  readonly groups: readonly StateGroup[];
  /** The distance to zero, in charges of the whole-number formula; above zero where positive charge is left over. */
  readonly gap: number;
}

/**
 * A whole sentence: what the cations reach, what the anions need, and a known but uncommon state that would do, if
 * there is one.
 * @param unit atoms per formula unit as written for each atom of the whole-number formula.
 */
export function imbalanceReason(parts: readonly Part[], unit: Rational): string {
  const stateless = parts.filter(({ states }) => states.groups.length === 0);
  if (stateless.length > 0) {
    const names = stateless.map(({ states }) => states.symbol).join(' and ');
    return `${names} ${stateless.length > 1 ? 'have' : 'has'} no common oxidation state.`;
  }
  const best = nearestAttempt(parts);
  return `${sentence(parts, best, unit)}${remedy(parts, best)}`;
}

/**
 * The choice of signs that comes nearest to zero; one with both cations and anions is preferred to one without. Of the
 * elements that may be either, the more electronegative ones are the anions.
 */
function nearestAttempt(parts: readonly Part[]): Attempt {
  const either = parts.map(({ states }) => states).filter(({ groups }) => groups.length > 1);
  const symbols = either.map(({ symbol }) => symbol).sort((a, b) => byElectronegativity(b, a));
  let best = attempt(parts, new Set());
  for (let anions = 1; anions <= symbols.length; anions += 1) {
    const next = attempt(parts, new Set(symbols.slice(0, anions)));
    if (distance(next) < distance(best)) best = next;
  }
  return best;
}

function distance({ groups, gap }: Attempt): number {
  const isTwoSided = new Set(groups.map(({ lowest }) => Math.sign(lowest))).size === 2;
  return Math.abs(gap) + (isTwoSided ? 0 : Number.MAX_SAFE_INTEGER);
}

/** The attempt in which these elements, and those that can be nothing else, are anions. */
function attempt(parts: readonly Part[], anions: ReadonlySet<ElementSymbol>): Attempt {
  const groups = parts.map(({ states }) => {
    const sign = anions.has(states.symbol) ? -1 : 1;
    return (states.groups.find(({ lowest }) => Math.sign(lowest) === sign) ?? states.groups[0]) as StateGroup;
  });
  const total = (end: 'lowest' | 'highest') =>
    parts.reduce((sum, { amount }, index) => sum + amount * (groups[index] as StateGroup)[end], 0);
  const low = total('lowest');
  return { groups, gap: low > 0 ? low : Math.min(total('highest'), 0) };
}

function sentence(parts: readonly Part[], { groups, gap }: Attempt, unit: Rational): string {
  const total = (sign: 1 | -1, end: 'lowest' | 'highest'): number =>
    parts.reduce((sum, { amount }, index) => {
      const group = groups[index] as StateGroup;
      return Math.sign(group.lowest) === sign ? sum + amount * group[end] : sum;
    }, 0);
  const written = (charge: number) => signed(Rational.of(charge).multiply(unit).toString());
  const everyone = parts.map(({ states }) => states.symbol).join(', ');
  if (groups.every(({ lowest }) => lowest > 0)) return `None of ${everyone} is commonly an anion.`;
  if (groups.every(({ lowest }) => lowest < 0)) return `None of ${everyone} is commonly a cation.`;
  return gap < 0
    ? `The cations reach at most ${written(total(1, 'highest'))}, the anions need ${written(total(-1, 'highest'))}.`
    : `The cations have at least ${written(total(1, 'lowest'))}, the anions take at most ${written(total(-1, 'lowest'))}.`;
}

function signed(number: string): string {
  return number.startsWith('-') ? `\u2212${number.slice(1)}` : `+${number}`;
}

/**
 * Less usual states (one site of the ICSD in a hundred and fifty) say more about a formula's mistake than about its
 * charges.
 */
const MOST_UNUSUAL = 5;

/** The least unusual known state that closes the gap when one element takes it, as a second sentence. */
function remedy(parts: readonly Part[], { groups, gap }: Attempt): string {
  const options = parts.flatMap(({ states, amount }, index) => {
    const group = groups[index] as StateGroup;
    const end = gap > 0 ? group.lowest : group.highest;
    const needed = end - gap / amount;
    const closes = (state: number) => (gap > 0 ? state <= needed : state >= needed);
    const knownStates = elementProperties(states.symbol)?.oxidationStates ?? [];
    const closing = knownStates.filter((state) => Math.sign(state) === Math.sign(end) && closes(state));
    return closing.map((state) => ({ symbol: states.symbol, state, cost: states.cost(state) }));
  });
  const [nearest] = options.filter(({ cost }) => cost < MOST_UNUSUAL).sort((a, b) => a.cost - b.cost);
  if (nearest === undefined) return '';
  return ` ${nearest.symbol} as ${signed(String(nearest.state))}, a known but less common state, would balance it.`;
}
