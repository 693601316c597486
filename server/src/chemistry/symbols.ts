/** The symbols of the periodic table, and what someone who typed something else may have meant. */
import type { ElementSymbol } from './types.ts';

/** Symbols in order of atomic number; index 0 is hydrogen. */
export const elementSymbols: readonly ElementSymbol[] = [
  ...['H', 'He', 'Li', 'Be', 'B', 'C', 'N', 'O', 'F', 'Ne', 'Na', 'Mg', 'Al', 'Si', 'P', 'S', 'Cl', 'Ar'],
  ...[
    'K',
    'Ca',
    'Sc',
    'Ti',
    'V',
    'Cr',
    'Mn',
    'Fe',
    'Co',
    'Ni',
    'Cu',
    'Zn',
    'Ga',
    'Ge',
    'As',
    'Se',
    'Br',
    'Kr',
  ],
  ...[
    'Rb',
    'Sr',
    'Y',
    'Zr',
    'Nb',
    'Mo',
    'Tc',
    'Ru',
    'Rh',
    'Pd',
    'Ag',
    'Cd',
    'In',
    'Sn',
    'Sb',
    'Te',
    'I',
    'Xe',
  ],
  ...['Cs', 'Ba', 'La', 'Ce', 'Pr', 'Nd', 'Pm', 'Sm', 'Eu', 'Gd', 'Tb', 'Dy', 'Ho', 'Er', 'Tm', 'Yb', 'Lu'],
  ...['Hf', 'Ta', 'W', 'Re', 'Os', 'Ir', 'Pt', 'Au', 'Hg', 'Tl', 'Pb', 'Bi', 'Po', 'At', 'Rn'],
  ...['Fr', 'Ra', 'Ac', 'Th', 'Pa', 'U', 'Np', 'Pu', 'Am', 'Cm', 'Bk', 'Cf', 'Es', 'Fm', 'Md', 'No', 'Lr'],
  ...['Rf', 'Db', 'Sg', 'Bh', 'Hs', 'Mt', 'Ds', 'Rg', 'Cn', 'Nh', 'Fl', 'Mc', 'Lv', 'Ts', 'Og'],
];

const numbers: ReadonlyMap<string, number> = new Map(
  elementSymbols.map((symbol, index) => [symbol, index + 1]),
);

/** Z of a symbol, 1 to 118; undefined where the text is no element's symbol. */
export function atomicNumber(symbol: string): number | undefined {
  return numbers.get(symbol);
}

export function isElementSymbol(text: string): text is ElementSymbol {
  return numbers.has(text);
}

const MOST_SUGGESTIONS = 4;

/**
 * Symbols that a writer of `text` may have meant, the likeliest first, at most four: another capitalisation (`ZN`, `zn`), a name's
 * start (`Zinc` is found by its symbol), then symbols that differ in one letter, those with the same first letter first.
 */
export function suggestSymbols(text: string): readonly ElementSymbol[] {
  const capitalised = text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
  if (numbers.has(capitalised)) return [capitalised];
  const near = elementSymbols.filter((symbol) => oneEditApart(symbol, capitalised));
  near.sort(
    (a, b) => Number(b.startsWith(capitalised.charAt(0))) - Number(a.startsWith(capitalised.charAt(0))),
  );
  return near.slice(0, MOST_SUGGESTIONS);
}

/** Whether one letter replaced, added, left out or exchanged with its neighbour makes `b` from `a`. */
function oneEditApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  if (a.length === 2 && b.length === 2 && a.toLowerCase() === [...b.toLowerCase()].reverse().join(''))
    return true;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end])
    end += 1;
  return a.length - start - end <= 1 && b.length - start - end <= 1;
}
