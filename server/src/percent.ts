/** A probability or share from 0 to 1 as people read it: `36 %`. */
export function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
