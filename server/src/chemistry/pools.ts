/** The built-in pools of elements. */
import { elementTable } from './generated/elementTable.ts';
import type { ElementSymbol } from './types.ts';

/** A built-in pool with the sentence that hovers and completion show. */
export interface BuiltInPool {
  readonly name: string;
  readonly elements: readonly ElementSymbol[];
  readonly description: string;
}

function pool(name: string, description: string, symbols: string): BuiltInPool {
  return { name, description, elements: symbols.split(' ') };
}

function period(number: number): BuiltInPool {
  const elements = elementTable.filter((element) => element.period === number).map(({ symbol }) => symbol);
  return { name: `period${number}`, elements, description: `All elements of period ${number}.` };
}

/**
 * In the order of the documentation. Pools that name a kind of element leave out those of which no compound can be
 * handled (Po, At, Fr, Ra and period 7); the periods are complete.
 */
export const builtInPoolList: readonly BuiltInPool[] = [
  pool(
    'spinel.A',
    'The 26 elements that the cationic perturbation study of 2024 (Phys. Rev. B 109, 085306) puts on the A site of spinels.',
    'Ag Al Ba Be Ca Cd Co Cs Cu Dy Fe Ga Ge Hg La Mg Mn Mo Ni Rb Si Sn V W Y Zn',
  ),
  pool(
    'spinel.B',
    'The 40 elements that the cationic perturbation study of 2024 (Phys. Rev. B 109, 085306) puts on the B site of spinels.',
    'Ag Al Bi Ca Cd Co Cr Cu Dy Er Eu Fe Ga Gd Ho In Ir La Lu Mg Mn Mo Na Nd Ni Pd Pm Pr Rb Sb Sc Sm Sn Ti Tm V W Y Yb Zn',
  ),
  pool(
    'transition_metals',
    'Groups 3 to 12 of periods 4 to 6 without the lanthanides.',
    'Sc Ti V Cr Mn Fe Co Ni Cu Zn Y Zr Nb Mo Tc Ru Rh Pd Ag Cd Hf Ta W Re Os Ir Pt Au Hg',
  ),
  pool('lanthanides', 'Lanthanum to lutetium.', 'La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu'),
  pool('alkali_metals', 'Group 1 without hydrogen.', 'Li Na K Rb Cs'),
  pool('alkaline_earths', 'Group 2.', 'Be Mg Ca Sr Ba'),
  pool('post_transition_metals', 'The metals of the p block.', 'Al Ga In Sn Tl Pb Bi'),
  pool('metalloids', 'The elements between metals and nonmetals.', 'B Si Ge As Sb Te'),
  pool('chalcogens', 'Group 16.', 'O S Se Te'),
  pool('halogens', 'Group 17.', 'F Cl Br I'),
  period(4),
  period(5),
  period(6),
];

/** The elements of each built-in pool by its name. */
export const builtInPools: ReadonlyMap<string, readonly ElementSymbol[]> = new Map(
  builtInPoolList.map(({ name, elements }) => [name, elements]),
);
