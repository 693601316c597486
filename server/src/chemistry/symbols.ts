/** The symbols of the periodic table. */

/** An element's symbol: `Zn`. Only symbols of the periodic table (H to Og) are ever of this type. */
export type ElementSymbol = string;

/** Symbols in order of atomic number, a few periods a line; index 0 is hydrogen. */
export const elementSymbols: readonly ElementSymbol[] = [
  'H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar',
  'K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr',
  'Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe',
  'Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn',
  'Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf Es Fm Md No Lr Rf Db Sg Bh Hs Mt Ds Rg Cn Nh Fl Mc Lv Ts Og',
].flatMap((row) => row.split(' '));

const numbers: ReadonlyMap<string, number> = new Map(
  elementSymbols.map((symbol, index) => [symbol, index + 1]),
);

/** Z of a symbol, 1 to 118; undefined where the text is no element's symbol. */
export function atomicNumber(symbol: string): number | undefined {
  return numbers.get(symbol);
}

export function isElementSymbol(text: string): boolean {
  return numbers.has(text);
}
