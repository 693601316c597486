import type { Composition } from '../chemistry/composition.ts';
import { assignSites, builtInFamilies, fittingFamilies } from '../chemistry/families.ts';
import { parseFormula } from '../chemistry/formula.ts';
import { readSpaceGroup, UNKNOWN_SPACE_GROUP } from '../chemistry/spaceGroups.ts';
import type { ElementSymbol, Family, FormulaProblem } from '../chemistry/types.ts';
import { LARGEST_PBE_GAP } from '../inference/tensors.ts';
import type { Query } from '../inference/types.ts';

/** How the space group of a formula is found where nobody states it. */
export type SpaceGroupChoice =
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'family'; readonly family: Family }
  /** That of the built-in family that the formula fits, unknown where it fits none. */
  | { readonly kind: 'fitting' };

export type FormulaQuery =
  | {
      readonly ok: true;
      readonly query: Query;
      readonly composition: Composition;
      /** The family that decided the space group, if one did. */
      readonly family: Family | undefined;
    }
  | {
      readonly ok: false;
      readonly code: 'SP1002' | 'SP1003' | 'SP2001';
      readonly message: string;
      /** Where in the formula, if the formula itself is wrong. */
      readonly problem: FormulaProblem | undefined;
    };

/**
 * A formula with hydrogen for deuterium and tritium, which tables of measured structures name and to which no quantity here makes a
 * difference. Every other character keeps its place.
 */
export function withoutIsotopes(text: string): string {
  return text.replace(/[DT](?![a-z])/g, 'H');
}

/** What to ask the models about a formula that a user wrote, with the PBE gap in eV that they state, if they do. */
export function formulaQuery(text: string, choice: SpaceGroupChoice, pbeGap?: number): FormulaQuery {
  const parsed = parseFormula(withoutIsotopes(text));
  if (!parsed.ok) {
    const { problem } = parsed;
    return { ok: false, code: problem.code, message: problem.message, problem };
  }
  const { composition, order } = parsed;
  const asked = (spaceGroup: number, family: Family | undefined): FormulaQuery => ({
    ok: true,
    query: { composition, spaceGroup, pbeGap },
    composition,
    family,
  });
  if (choice.kind === 'number') return asked(choice.number, undefined);
  if (choice.kind === 'fitting') {
    const family = fittingFamily(composition, order);
    return asked(family?.spaceGroup ?? UNKNOWN_SPACE_GROUP, family);
  }
  const assignment = assignSites(composition, order, choice.family);
  if (!assignment.ok) return { ok: false, code: 'SP2001', message: assignment.reason, problem: undefined };
  return asked(choice.family.spaceGroup, choice.family);
}

function fittingFamily(composition: Composition, order: readonly ElementSymbol[]): Family | undefined {
  return fittingFamilies(composition, order, builtInFamilies)[0];
}

/** What stands in a cell without a value, besides nothing: the words of pandas, R and JSON. */
const MISSING = /^(|nan|na|none|null)$/i;

/** Zero, also from floating point, says that the space group is unknown. */
const UNKNOWN = /^0+(\.0+)?$/;

/** The choice that a cell of a table makes: a number of the International Tables or a symbol, or nothing. Undefined where it is neither. */
export function spaceGroupCell(text: string, otherwise: SpaceGroupChoice): SpaceGroupChoice | undefined {
  if (MISSING.test(text.trim())) return otherwise;
  const number = UNKNOWN.test(text.trim()) ? UNKNOWN_SPACE_GROUP : readSpaceGroup(text);
  return number === undefined ? undefined : { kind: 'number', number };
}

/** The PBE gap in eV that a text states; undefined where it is no number or no gap. */
export function readPbeGap(text: string): number | undefined {
  const trimmed = text.trim();
  const value = /^[+]?\d+(\.\d*)?$|^[+]?\.\d+$/.test(trimmed) ? Number(trimmed) : Number.NaN;
  return value >= 0 && value <= LARGEST_PBE_GAP ? value : undefined;
}
