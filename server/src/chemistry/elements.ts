/** What is known of each element: descriptors and what hovers show. */
import { elementTable } from './generated/elementTable.ts';
import { atomicNumber } from './symbols.ts';
import type { ElementSymbol } from './types.ts';

/**
 * Shannon's effective ionic radius (Acta Cryst. A32, 751, 1976) of one ion:
 * oxidation state, coordination number, spin state where the table tells them apart, radius in Å.
 */
export type ShannonRadius = readonly [
  state: number,
  coordination: number,
  spin: 'high' | 'low' | undefined,
  radius: number,
];

/** A field is undefined where its source has no value. */
export interface ElementProperties {
  readonly atomicNumber: number;
  readonly symbol: ElementSymbol;
  /** English name. */
  readonly name: string;
  readonly period: number;
  /** IUPAC group, 1 to 18; undefined in the f block. */
  readonly group: number | undefined;
  readonly block: 's' | 'p' | 'd' | 'f';
  /** On Pauling's scale, without a unit. */
  readonly electronegativity: number | undefined;
  /** Ascending; as pymatgen's `common_oxidation_states`. */
  readonly commonOxidationStates: readonly number[];
  /** Every state that has been seen, ascending; as pymatgen's `oxidation_states`. */
  readonly oxidationStates: readonly number[];
  /** Pairs of a state other than zero and the number of sites in it that bond-valence analysis of the ICSD found. */
  readonly oxidationStateCounts: readonly (readonly [state: number, sites: number])[];
  /** Single-bond covalent radius after Pyykkö, in pm. */
  readonly covalentRadius: number | undefined;
  /** Empirical atomic radius after Slater, in Å. */
  readonly atomicRadius: number | undefined;
  /** In eV. */
  readonly firstIonizationEnergy: number | undefined;
  /** Static, of the free atom, in bohr³ (atomic units). */
  readonly dipolePolarizability: number | undefined;
  /** Electrons outside the noble-gas core; for p-block elements without the filled d and f shells. */
  readonly valenceElectrons: number | undefined;
  /** Of the element at room temperature and pressure, in g/cm³; that of the gas where it is a gas. */
  readonly density: number | undefined;
  readonly shannonRadii: readonly ShannonRadius[];
}

/** The properties of an element; undefined where the text is no element's symbol. */
export function elementProperties(symbol: string): ElementProperties | undefined {
  const z = atomicNumber(symbol);
  return z === undefined ? undefined : elementTable[z - 1];
}

/**
 * Compares two elements by Pauling electronegativity, then by symbol; elements without one come last. This is the
 * order in which pymatgen writes reduced formulas.
 */
export function byElectronegativity(a: ElementSymbol, b: ElementSymbol): number {
  const left = elementProperties(a)?.electronegativity ?? Number.MAX_VALUE;
  const right = elementProperties(b)?.electronegativity ?? Number.MAX_VALUE;
  return left - right || (a < b ? -1 : a > b ? 1 : 0);
}
