/** The compound that a formula or a base's name stands for: its composition, and its sites where it fits a family. */
import type { Composition } from '../../chemistry/composition.ts';
import { assignSites } from '../../chemistry/families.ts';
import { parseFormula } from '../../chemistry/formula.ts';
import type { Family, SiteOccupancy } from '../../chemistry/types.ts';
import type { Query } from '../../inference/types.ts';
import type { ResolvedBase, Study } from '../../study/types.ts';
import { touches } from '../syntax/walk.ts';

export interface Subject {
  /** As written. */
  readonly formula: string;
  readonly name: string | undefined;
  readonly composition: Composition;
  readonly family: Family | undefined;
  readonly sites: readonly SiteOccupancy[];
  /** Why it fits no family. */
  readonly misfit: string | undefined;
  /** The PBE gap that the user states, in eV. */
  readonly pbeGap: number | undefined;
  /** Its place among the study's bases, if it is one. */
  readonly base: number | undefined;
}

export function queryFor({ composition, family, pbeGap }: Subject): Query {
  return { composition, spaceGroup: family?.spaceGroup ?? 0, pbeGap };
}

/** Undefined where the text is no formula, which its finding says already. */
export function subjectOf(study: Study, formula: string, offset: number): Subject | undefined {
  const read = parseFormula(formula);
  if (!read.ok) return undefined;
  const { composition, order } = read;
  const same = (base: ResolvedBase) => base.composition.key === composition.key;
  // Of two bases with this composition, the one declared here is meant.
  const here = study.bases.findIndex((base) => touches(base.span, offset) && same(base));
  const found = here >= 0 ? here : study.bases.findIndex(same);
  if (found >= 0) return baseSubject(study, found, formula);
  let misfit: string | undefined;
  for (const family of study.families) {
    const assignment = assignSites(composition, order, family);
    if (assignment.ok)
      return { ...plain(formula, composition), family, sites: assignment.sites, misfit: undefined };
    misfit ??= assignment.reason;
  }
  return { ...plain(formula, composition), misfit };
}

/** The subject that a base's name stands for. */
export function namedSubject(study: Study, name: string): Subject | undefined {
  const index = study.bases.findIndex((base) => base.name === name);
  const base = study.bases[index];
  return base && baseSubject(study, index, base.formula);
}

function baseSubject(study: Study, index: number, formula: string): Subject | undefined {
  const base = study.bases[index];
  if (!base) return undefined;
  const { name, composition, family, sites, pbeGap } = base;
  return { formula, name, composition, family, sites, misfit: undefined, pbeGap, base: index };
}

function plain(formula: string, composition: Composition): Subject {
  return {
    formula,
    name: undefined,
    composition,
    family: undefined,
    sites: [],
    misfit: undefined,
    pbeGap: undefined,
    base: undefined,
  };
}
