/** Which compositions can have the spinel structure at all: AB2X4, whatever shares the sites. */
import type { Composition } from './composition.ts';
import type { ElementSymbol } from './symbols.ts';

/** The chalcogens that make up X. */
const ANIONS: ReadonlySet<ElementSymbol> = new Set(['O', 'S', 'Se', 'Te']);

/**
 * Whether three atoms of whatever kind stand beside four of oxygen, sulphur, selenium and tellurium together.
 * @throws RangeError where the amounts have no common scale
 */
export function isSpinelFormula({ elements, wholeAmounts }: Composition): boolean {
  let anions = 0;
  let others = 0;
  for (const [place, amount] of wholeAmounts.entries()) {
    if (ANIONS.has(elements[place] ?? '')) anions += amount;
    else others += amount;
  }
  return 3 * anions === 4 * others;
}
