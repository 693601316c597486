import type { Composition } from '../../chemistry/composition.ts';
import { assignSites, familyFormula, fittingFamilies } from '../../chemistry/families.ts';
import type { ElementSymbol, Family, SiteOccupancy } from '../../chemistry/types.ts';
import { listing } from '../findings/listing.ts';

/** A formula as read: its amounts, and the elements in the order written. */
export interface ReadFormula {
  readonly text: string;
  readonly composition: Composition;
  readonly order: readonly ElementSymbol[];
}

export type FamilyChoice =
  | { readonly ok: true; readonly family: Family; readonly sites: readonly SiteOccupancy[] }
  | {
      readonly ok: false;
      readonly problem: 'misfit' | 'ambiguous';
      /** A whole sentence that says what to do. */
      readonly message: string;
      /** The families that the formula does fit. */
      readonly fitting: readonly Family[];
      /** Where several fit, the first of them with the sites it gives, so that the rest of the study keeps its answers. */
      readonly guess: { readonly family: Family; readonly sites: readonly SiteOccupancy[] } | undefined;
    };

/** The sites of a formula in the family named, or in the one family that it fits. */
export function assignFamily(
  formula: ReadFormula,
  named: Family | undefined,
  families: readonly Family[],
): FamilyChoice {
  const { composition, order, text } = formula;
  if (named !== undefined) {
    const assignment = assignSites(composition, order, named);
    if (assignment.ok) return assignment;
    const fitting = fittingFamilies(composition, order, families);
    return {
      ok: false,
      problem: 'misfit',
      message: `${assignment.reason} ${otherFamilies(fitting)}`,
      fitting,
      guess: undefined,
    };
  }
  const fitting = fittingFamilies(composition, order, families);
  const [only] = fitting;
  if (only === undefined) return { ok: false, ...fitsNone(text, families), fitting, guess: undefined };
  const assignment = assignSites(composition, order, only);
  if (!assignment.ok) throw new Error(`${text} fits ${only.name} and does not.`);
  if (fitting.length === 1) return assignment;
  const names = fitting.map(({ name }) => name);
  const message = `${text} fits ${listing(names)}. Say which one is meant: write \`: ${only.name}\` at the end of the statement.`;
  return { ok: false, problem: 'ambiguous', message, fitting, guess: assignment };
}

function otherFamilies(fitting: readonly Family[]): string {
  return fitting.length === 0
    ? 'Correct the formula or name another family.'
    : `It fits ${listing(fitting.map(({ name }) => name))}; name that family, or correct the formula.`;
}

function fitsNone(text: string, families: readonly Family[]): { problem: 'misfit'; message: string } {
  const known = families.map((family) => `${family.name} is ${familyFormula(family)}`);
  const message = `${text} fits no family: ${listing(known, 4)}. Correct the formula, or declare its family with \`family\`.`;
  return { problem: 'misfit', message };
}
