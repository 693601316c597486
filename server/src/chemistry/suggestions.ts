/** Which element someone may have meant who wrote something that is no symbol. */
import { elementTable } from './generated/elementTable.ts';
import { elementSymbols, isElementSymbol } from './symbols.ts';
import type { ElementSymbol } from './types.ts';

const MOST_SUGGESTIONS = 4;

/** Shorter beginnings of a name fit too many elements. */
const SHORTEST_NAME = 4;

export interface UnknownElement {
  /** The part of the text that is at fault. */
  readonly written: string;
  /** A whole sentence for the user, or two. */
  readonly message: string;
  /** Symbols that may have been meant, the likeliest first. */
  readonly suggestions: readonly ElementSymbol[];
}

/**
 * Explains a text that starts with letters that are no element's symbol; what follows them may be the rest of a
 * formula.
 */
export function explainUnknownElement(text: string): UnknownElement {
  const pair = text.slice(0, 2);
  const capitalised = capitalise(pair);
  // `ZN` and `znbi2o4` are slips of capitalisation: only the two letters that make the symbol are at fault.
  if (/^([A-Z]{2}|[a-z]{2})$/.test(pair) && isElementSymbol(capitalised)) {
    return {
      written: pair,
      message: `${pair} is no element. The symbol is written ${capitalised}.`,
      suggestions: [capitalised],
    };
  }
  const written = /^[A-Za-z][a-z]*/.exec(text)?.[0] ?? text.charAt(0);
  if (written === 'D' || written === 'T') {
    const isotope = written === 'D' ? 'deuterium' : 'tritium';
    return {
      written,
      message: `Isotopes have no symbols of their own; write H for ${isotope}.`,
      suggestions: ['H'],
    };
  }
  const suggestions = suggestSymbols(written);
  const hint =
    suggestions.length > 0
      ? `Did you mean ${suggestions.join(' or ')}?`
      : 'Use a symbol of the periodic table.';
  return { written, message: `${written} is no element. ${hint}`, suggestions };
}

/**
 * Symbols that a writer of `text` may have meant, the likeliest first, at most four: another capitalisation (`ZN`,
 * `zn`), an English name or its beginning (`Zinc`), then symbols that differ in one letter or in the order of
 * letters, those with the same first letter first.
 */
export function suggestSymbols(text: string): readonly ElementSymbol[] {
  const capitalised = capitalise(text);
  if (isElementSymbol(capitalised)) return [capitalised];
  if (text.length >= SHORTEST_NAME) {
    const named = elementTable.filter(({ name }) => name.startsWith(capitalised));
    return named.slice(0, MOST_SUGGESTIONS).map(({ symbol }) => symbol);
  }
  const near = elementSymbols.filter((symbol) => areOneEditApart(symbol, capitalised));
  const likeness = (symbol: ElementSymbol) =>
    areExchanged(symbol, capitalised) ? 2 : Number(symbol.charAt(0) === capitalised.charAt(0));
  return near.sort((a, b) => likeness(b) - likeness(a)).slice(0, MOST_SUGGESTIONS);
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
}

/** Whether replacing, adding or leaving out one letter, or exchanging two, makes one text from the other. */
function areOneEditApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  if (areExchanged(a, b)) return true;
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  return Math.max(a.length, b.length) - start - end <= 1;
}

/** Whether both are the same two letters in opposite order, in whatever case. */
function areExchanged(a: string, b: string): boolean {
  return a.length === 2 && a.toLowerCase() === [...b.toLowerCase()].reverse().join('');
}
