import type { GapQuery } from './types.ts';

/** Equal for two queries exactly when they ask for the same compound in the same space group. */
export function queryKey({ composition, spaceGroup }: GapQuery): string {
  return `${composition.key}@${spaceGroup}`;
}
