/**
 * What a base formula means in the families of a study, remembered.
 *
 * A study is resolved again at every keystroke, and all but one of its thousands of bases are the same as before. Sharing elements
 * out over sites costs far more than looking up the answer, so answers are kept by the text of the formula. They depend on nothing else.
 */
import type { Composition } from '../../chemistry/composition.ts';
import { parseFormula } from '../../chemistry/formula.ts';
import type { Family, FormulaProblem, SiteOccupancy } from '../../chemistry/types.ts';
import { compositionOfSites } from '../candidates/flatSource.ts';
import { assignFamily, type FamilyChoice } from './assignFamily.ts';
import { tooFine } from './formulas.ts';

export interface AssignedBase {
  readonly family: Family;
  readonly sites: readonly SiteOccupancy[];
  /** Per formula unit of the family. */
  readonly composition: Composition;
}

export interface BaseReading {
  /** Undefined where the formula cannot be read or fits no family. */
  readonly base: AssignedBase | undefined;
  readonly problem:
    | { readonly kind: 'formula'; readonly problem: FormulaProblem }
    | { readonly kind: 'family'; readonly choice: Extract<FamilyChoice, { ok: false }> }
    | { readonly kind: 'fine'; readonly message: string }
    | undefined;
}

/** Readings kept at most; the largest studies have fewer formulas, and what is dropped is read again. */
const MOST_READINGS = 200_000;

const remembered = new Map<string, Map<string, BaseReading>>();
const knownFamilies = new Map<string, Family>();
let readings = 0;

/** Reads base formulas in one set of families, which is the same for all bases of a study. */
export class BaseReader {
  readonly #families: readonly Family[];
  readonly #signature: string;

  constructor(families: readonly Family[]) {
    this.#families = families;
    this.#signature = families.map(signatureOf).join('; ');
  }

  read(text: string, named: Family | undefined): BaseReading {
    const key = named === undefined ? this.#signature : `${signatureOf(named)} of ${this.#signature}`;
    let byText = remembered.get(key);
    if (byText === undefined) {
      byText = new Map();
      remembered.set(key, byText);
    }
    let reading = byText.get(text);
    if (reading === undefined) {
      reading = readAnew(text, named, this.#families);
      if (readings >= MOST_READINGS) forget();
      else byText.set(text, reading);
      readings += 1;
    }
    return reading;
  }
}

/** The same object for the same family, so that a family declared in a file stays itself from one resolution to the next. */
export function sameFamily(family: Family): Family {
  const signature = signatureOf(family);
  const known = knownFamilies.get(signature);
  if (known !== undefined) return known;
  knownFamilies.set(signature, family);
  return family;
}

function forget(): void {
  remembered.clear();
  knownFamilies.clear();
  readings = 0;
}

function signatureOf({ name, sites, anions, spaceGroup }: Family): string {
  const siteTexts = sites.map((site) => `${site.name}${site.multiplicity}`);
  return `${name} ${siteTexts.join(' ')} ${anions.join(' ')} ${spaceGroup}`;
}

function readAnew(text: string, named: Family | undefined, families: readonly Family[]): BaseReading {
  const formula = parseFormula(text);
  if (!formula.ok) return { base: undefined, problem: { kind: 'formula', problem: formula.problem } };
  try {
    const choice = assignFamily({ text, ...formula }, named, families);
    const assigned = choice.ok ? choice : choice.guess;
    const base = assigned && {
      family: assigned.family,
      sites: assigned.sites,
      composition: compositionOfSites(assigned.sites),
    };
    // The key is needed in any case, and amounts that are too fine for it are found out here.
    if (base !== undefined) void base.composition.key;
    return { base, problem: choice.ok ? undefined : { kind: 'family', choice } };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { base: undefined, problem: { kind: 'fine', message: tooFine(text) } };
  }
}
