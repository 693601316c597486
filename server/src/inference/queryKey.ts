import type { ModelQuantity, Query } from './types.ts';

/**
 * Equal for two queries of a quantity exactly when they ask for the same compound in the same space group, and about the same PBE gap
 * where the quantity depends on it.
 */
export function queryKey(
  { composition, spaceGroup, pbeGap }: Query,
  quantity: ModelQuantity = 'gap',
): string {
  const compound = `${composition.key}@${spaceGroup}`;
  return quantity === 'correct' ? `${compound}@${pbeGap}` : compound;
}
