/** Which element someone may have meant who wrote something that is no symbol. */
import { elementTable } from './generated/elementTable.ts';
import { elementSymbols, isElementSymbol } from './symbols.ts';
import type { ElementSymbol } from './types.ts';

const MOST_SUGGESTIONS = 4;

/** Shorter beginnings of a name fit too many elements. */
const SHORTEST_NAME = 4;

/**
 * Symbols that a writer of `text` may have meant, the likeliest first, at most four: another capitalisation (`ZN`, `zn`), an English
 * name or its beginning (`Zinc`), then symbols that differ in one letter, those with the same first letter first.
 */
export function suggestSymbols(text: string): readonly ElementSymbol[] {
  const capitalised = text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
  if (isElementSymbol(capitalised)) return [capitalised];
  if (text.length >= SHORTEST_NAME) {
    const named = elementTable.filter(({ name }) => name.startsWith(capitalised));
    return named.slice(0, MOST_SUGGESTIONS).map(({ symbol }) => symbol);
  }
  const near = elementSymbols.filter((symbol) => areOneEditApart(symbol, capitalised));
  const startsAlike = (symbol: ElementSymbol) => Number(symbol.charAt(0) === capitalised.charAt(0));
  return near.sort((a, b) => startsAlike(b) - startsAlike(a)).slice(0, MOST_SUGGESTIONS);
}

/** Whether replacing, adding or leaving out one letter, or exchanging two, makes one text from the other. */
function areOneEditApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  if (a.length === 2 && a.toLowerCase() === [...b.toLowerCase()].reverse().join('')) return true;
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  return Math.max(a.length, b.length) - start - end <= 1;
}
