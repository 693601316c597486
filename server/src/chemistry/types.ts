/** The values that the chemistry room hands to the rooms on its right. */
import type { Composition } from './composition.ts';
import type { Rational } from './rational.ts';
import type { ElementSymbol } from './symbols.ts';

export type { ElementSymbol };

/** What is wrong with a formula, and where: offsets count from the start of the formula's text. */
export interface FormulaProblem {
  readonly code: 'SP1002' | 'SP1003';
  readonly start: number;
  readonly end: number;
  /** A whole sentence for the user. */
  readonly message: string;
  /** Symbols that the writer may have meant, the likeliest first. */
  readonly suggestions: readonly string[];
}

export type FormulaResult =
  | {
      readonly ok: true;
      readonly composition: Composition /** Elements in the order in which they were first written. */;
      readonly order: readonly ElementSymbol[];
    }
  | { readonly ok: false; readonly problem: FormulaProblem };

/** A site of a family. Multiplicities are atoms per formula unit. */
export interface Site {
  readonly name: string;
  readonly multiplicity: Rational;
  readonly role: 'cation' | 'anion';
}

/** Which elements sit where: `spinel` is A B2 X4 with anions O, S, Se, Te in space group 227. */
export interface Family {
  readonly name: string;
  readonly sites: readonly Site[];
  readonly anions: readonly ElementSymbol[];
  /** International Tables number, 1 to 230. */
  readonly spaceGroup: number;
  readonly builtIn: boolean;
}

/** What a site holds: elements with amounts per formula unit that add up to the site's multiplicity. */
export interface SiteOccupancy {
  readonly site: Site;
  readonly amounts: ReadonlyMap<ElementSymbol, Rational>;
}

export type SiteAssignment =
  | { readonly ok: true; readonly family: Family; readonly sites: readonly SiteOccupancy[] }
  | {
      readonly ok: false /** A whole sentence saying why the formula does not fit. */;
      readonly reason: string;
    };

/** One element in one oxidation state. */
export interface ChargeShare {
  readonly element: ElementSymbol;
  readonly state: number;
  /** Atoms per formula unit as written. */
  readonly amount: Rational;
}

export type ChargeBalance =
  | {
      readonly neutral: true;
      readonly shares: readonly ChargeShare[] /** Whether some element needs two states at once. */;
      readonly mixedValence: boolean;
    }
  | {
      readonly neutral: false /** Why there is none: "the cations reach at most +6, the anions need −8". */;
      readonly reason: string;
    };
