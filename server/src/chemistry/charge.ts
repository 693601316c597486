/** Balance of charges: whether oxidation states add up to zero, which ones do, and why not where none does. */
import { imbalanceReason } from './chargeReason.ts';
import { findBalance } from './chargeSearch.ts';
import type { Composition } from './composition.ts';
import { byElectronegativity } from './elements.ts';
import {
  type ElementCharge,
  isMixed,
  type Part,
  reachesZero,
  sharesOf,
  statesOf,
} from './oxidationStates.ts';
import { Rational } from './rational.ts';
import type { ChargeBalance, ChargeShare, ElementSymbol } from './types.ts';

/**
 * Whether common oxidation states can add up to zero when elements may be of mixed valence. Much faster than
 * `balanceCharges` and always of the same opinion.
 */
export function isChargeBalanced(composition: Composition): boolean {
  return composition.elements.length === 1 || reachesZero(partsOf(composition));
}

/**
 * An assignment of common oxidation states that adds up to exactly zero, or the reason why there is none.
 *
 * Preferred are, in this order: one common state for every element; as few elements in two states as possible, which
 * is never more than one; the states that are least unusual by their counts in the ICSD. An element takes states of
 * one sign only. In an element alone every atom is in state zero. The shares are in the order of electronegativity,
 * so cations come first.
 */
export function balanceCharges(composition: Composition): ChargeBalance {
  const [only] = composition.elements;
  if (composition.elements.length === 1 && only !== undefined) {
    const share = { element: only, state: 0, amount: composition.total };
    return { neutral: true, shares: [share], mixedValence: false };
  }
  const parts = partsOf(composition);
  const charges = reachesZero(parts) ? findBalance(parts) : undefined;
  if (charges === undefined)
    return { neutral: false, reason: imbalanceReason(parts, atomsPerWhole(composition)) };
  const shares = parts.flatMap((part, index) =>
    sharesOfPart(composition, part, charges[index] as ElementCharge),
  );
  return {
    neutral: true,
    shares: shares.sort((a, b) => byElectronegativity(a.element, b.element) || a.state - b.state),
    mixedValence: parts.some((part, index) => isMixed(part, charges[index] as ElementCharge)),
  };
}

/**
 * The descriptor `compound possible` of Phys. Rev. B 109, 085306: whether one common oxidation state for each element, of
 * whatever sign, adds up to zero. It knows no mixed valence and so is stricter than `isChargeBalanced`.
 */
export function compoundPossible(composition: Composition): boolean {
  const parts = partsOf(composition);
  if (!reachesZero(parts)) return false;
  let charges = new Set([0]);
  for (const { states, amount } of parts) {
    const next = new Set<number>();
    for (const { common } of states.groups) {
      for (const state of common) for (const charge of charges) next.add(charge + amount * state);
    }
    charges = next;
  }
  return charges.has(0);
}

/** Whether the preferred balance has this element in two states at once. */
export function isInTwoStates(composition: Composition, element: ElementSymbol): boolean {
  const balance = balanceCharges(composition);
  return balance.neutral && balance.shares.filter((share) => share.element === element).length > 1;
}

function partsOf(composition: Composition): readonly Part[] {
  return composition.elements.map((symbol, index) => ({
    states: statesOf(symbol),
    amount: composition.wholeAmounts[index] as number,
  }));
}

/** Atoms per formula unit for each atom of the whole-number formula. */
function atomsPerWhole(composition: Composition): Rational {
  return (composition.amounts[0] as Rational).divide(Rational.of(composition.wholeAmounts[0] as number));
}

function sharesOfPart(composition: Composition, part: Part, charge: ElementCharge): readonly ChargeShare[] {
  const element = part.states.symbol;
  const amount = composition.amount(element);
  return sharesOf(part, charge).map(({ state, fraction }) => ({
    element,
    state,
    amount: amount.multiply(fraction),
  }));
}
