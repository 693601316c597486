import { spaceGroupSymbols } from './generated/spaceGroupSymbols.ts';

/** Space groups are numbered from 1 to this in the International Tables for Crystallography, A. */
export const LAST_SPACE_GROUP = 230;

/** What stands for a space group that is not known. */
export const UNKNOWN_SPACE_GROUP = 0;

/** The short Hermann-Mauguin symbol of a space group from 1 to 230, such as "Fd-3m"; undefined for every other number. */
export function spaceGroupSymbol(number: number): string | undefined {
  return spaceGroupSymbols[number - 1]?.[0];
}

/** A space group as a reader expects it, "227, Fd-3m"; the number alone where it has no symbol, such as 0 for unknown. */
export function spaceGroupText(number: number): string {
  const symbol = spaceGroupSymbol(number);
  return symbol === undefined ? String(number) : `${number}, ${symbol}`;
}

/**
 * The number from 1 to 230 that a text stands for: the number itself, also as tables write it that went through floating point
 * ("227.0"), or a Hermann-Mauguin symbol in any usual setting and spelling ("P6_3mc", "P 63 m c", "Pbnm", "Fd3m", "R-3c:H", "Fd-3mS"),
 * or both where they agree ("Fd-3m (227)", "('Fd-3m', 227)"). Undefined where it is none of these.
 */
export function readSpaceGroup(text: string): number | undefined {
  const parts = text.split(/[()[\]{},;#'"]+/).filter((part) => part.trim() !== '');
  const [first, ...others] = parts.map(readOne);
  return others.every((other) => other === first) ? first : undefined;
}

function readOne(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^\d+(\.0+)?$/.test(trimmed)) {
    const number = Number(trimmed);
    return number >= 1 && number <= LAST_SPACE_GROUP ? number : undefined;
  }
  return numberOf.get(plainSymbol(trimmed));
}

const numberOf: ReadonlyMap<string, number> = new Map(
  spaceGroupSymbols.flatMap((symbols, place) => symbols.map((symbol) => [symbol, place + 1] as const)),
);

/** A symbol without blanks, underscores and its choice of origin or axes (S, Z, H and R in the ICSD), with a minus for a bar. */
function plainSymbol(text: string): string {
  return text
    .normalize('NFD')
    .replace(/(\d)\u0305/g, '-$1')
    .replace(/[\u2212\u2013]/g, '-')
    .replace(/:[12hr]$|:?\s*[HRSZ]$/, '')
    .replace(/[\s_]/g, '');
}
