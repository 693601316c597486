/** How counts are written for people, everywhere alike. */

/** `142,717`; fractions are rounded. */
export function grouped(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

/** `1 element`, `26 elements`, `1,040 candidates` */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}
