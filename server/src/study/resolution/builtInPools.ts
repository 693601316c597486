/** The pools that every study has. */
import { elementProperties } from '../../chemistry/elements.ts';
import { elementSymbols } from '../../chemistry/symbols.ts';
import type { ElementSymbol } from '../../chemistry/types.ts';

/** The optional elements of the paper's A and B sites (Phys. Rev. B 109, 085306). */
const paperSites = {
  A: 'Ag Al Ba Be Ca Cd Co Cs Cu Dy Fe Ga Ge Hg La Mg Mn Mo Ni Rb Si Sn V W Y Zn',
  B: 'Ag Al Bi Ca Cd Co Cr Cu Dy Er Eu Fe Ga Gd Ho In Ir La Lu Mg Mn Mo Na Nd Ni Pd Pm Pr Rb Sb Sc Sm Sn Ti Tm V W Y Yb Zn',
};

/**
 * Elements whose group says too little: metals right of the d block, and those between metals and non-metals. Zn, Cd and Hg belong to
 * group 12 and are counted as transition metals, as spinel chemistry does and IUPAC's group names allow.
 */
const listed = {
  post_transition_metals: 'Al Ga In Sn Tl Pb Bi',
  metalloids: 'B Si Ge As Sb Te',
};

/** Beyond bismuth nothing is stable enough to substitute with. */
const HEAVIEST = 83;

/** By name, in alphabetical order of the symbols, as the paper lists them. */
export const builtInPools: ReadonlyMap<string, readonly ElementSymbol[]> = new Map([
  ['spinel.A', paperSites.A.split(' ')],
  ['spinel.B', paperSites.B.split(' ')],
  ['transition_metals', inGroups(3, 12)],
  ['lanthanides', elementSymbols.slice(56, 71).toSorted()],
  ['alkali_metals', inGroups(1, 1).filter((symbol) => symbol !== 'H')],
  ['alkaline_earths', inGroups(2, 2)],
  ['post_transition_metals', listed.post_transition_metals.split(' ').toSorted()],
  ['metalloids', listed.metalloids.split(' ').toSorted()],
  ['chalcogens', inGroups(16, 16)],
  ['halogens', inGroups(17, 17)],
  ['period4', inPeriod(4)],
  ['period5', inPeriod(5)],
  ['period6', inPeriod(6)],
]);

/** Elements of the groups 1 to 18; the f block has none, so lanthanum's neighbours are not transition metals. */
function inGroups(first: number, last: number): readonly ElementSymbol[] {
  return stable((symbol) => {
    const group = elementProperties(symbol)?.group;
    return group !== undefined && first <= group && group <= last;
  });
}

/** Noble gases form no compounds here. */
function inPeriod(period: number): readonly ElementSymbol[] {
  return stable((symbol) => {
    const properties = elementProperties(symbol);
    return properties?.period === period && properties.group !== 18;
  });
}

function stable(holds: (symbol: ElementSymbol) => boolean): readonly ElementSymbol[] {
  return elementSymbols.slice(0, HEAVIEST).filter(holds).toSorted();
}
