/** The number of candidates in one sentence. */
export function countSummary(counts: { readonly distinct: number; readonly raw: number }): string {
  const distinct = counts.distinct.toLocaleString('en');
  const noun = counts.distinct === 1 ? 'candidate' : 'distinct candidates';
  const repeats = counts.raw - counts.distinct;
  return repeats > 0
    ? `${distinct} ${noun}; ${repeats.toLocaleString('en')} more ways lead to one of them again.`
    : `${distinct} ${noun}.`;
}
