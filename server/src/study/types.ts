/** A resolved study: what the syntax tree means once names, formulas and numbers are looked up. */
import type { Span, Statement } from '@spinel-studio/grammar';
import type { FindingCode, Severity } from '../catalogue.ts';
import type { Composition } from '../chemistry/composition.ts';
import type { Rational } from '../chemistry/rational.ts';
import type { ElementSymbol, Family, SiteOccupancy } from '../chemistry/types.ts';

/** Something the user should know about their file. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly span: Span;
  /** A whole sentence that says what to do. */
  readonly message: string;
  /** Text edits that would mend it, the likeliest first. */
  readonly fixes: readonly QuickFix[];
  /** The span is superfluous text that an editor may grey out. */
  readonly unnecessary?: boolean;
  /** Other places that explain the finding, such as a first declaration. */
  readonly related?: readonly { readonly span: Span; readonly message: string }[];
}

export interface QuickFix {
  readonly title: string;
  readonly edits: readonly { readonly span: Span; readonly text: string }[];
}

/** The rows of a `base from` file, read by whoever resolves the study, since this room does no I/O. */
export type TableSource =
  | {
      readonly ok: true;
      readonly columns: readonly string[] /** Cells as text, in file order, with their line numbers from 1. */;
      readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
    }
  | { readonly ok: false; readonly reason: string };

/** What resolution may ask of the outside. */
export interface ResolutionEnvironment {
  /** The table at a path as written in the file, or undefined while it has not been read yet. */
  table(path: string): TableSource | undefined;
  /** The number of training rows with each element, where a model is installed (SP3004). */
  readonly trainedElements?: ReadonlyMap<ElementSymbol, number>;
  /** Training rows below which an element counts as outside the training data. */
  readonly minimumTrainedRows?: number;
  /** Quantities that some installed model answers: `gap`, `spinel`, `hull`. */
  readonly predictedQuantities: ReadonlySet<string>;
  /** Candidates above which a study is called large (SP3005). */
  readonly candidateLimit: number;
  /** Predictions per second to expect, for the estimate in SP3005. */
  readonly predictionsPerSecond: number;
  /** Told where a part of resolution throws, which is a defect of this program: the part loses its findings, and nothing else does. */
  readonly failed?: (part: string, error: unknown) => void;
}

/** A compound that substitutions start from. */
export interface ResolvedBase {
  readonly name: string | undefined;
  /** As written, or as the table has it. */
  readonly formula: string;
  readonly composition: Composition;
  readonly family: Family;
  /** Occupancies per formula unit of the family (sites in the family's order). */
  readonly sites: readonly SiteOccupancy[];
  /** The PBE gap that the user states, in eV. */
  readonly pbeGap: number | undefined;
  /** Where it is declared; for a table, the path's span. */
  readonly span: Span;
}

export interface ResolvedPool {
  readonly name: string;
  readonly elements: readonly ElementSymbol[];
  readonly span: Span;
}

/** One site's part of a substitution, for one base. */
export interface Exchange {
  /** Index into the base's sites. */
  readonly site: number;
  /** The element that gives way; a mixed site is substituted one element at a time. */
  readonly element: ElementSymbol;
  /** The substituting elements that this base admits, in the pool's order. */
  readonly substituents: readonly ElementSymbol[];
  /** The amounts x per formula unit, ascending. */
  readonly grid: readonly Rational[];
}

/** All combinations of the exchanges, on one base: one site at a time has one exchange, sites joined by `and` have several. */
export interface ResolvedSubstitution {
  /** Index of the statement in the tree. */
  readonly statement: number;
  readonly base: number;
  readonly exchanges: readonly Exchange[];
}

export type ScreenTest =
  | { readonly kind: 'neutral' }
  | { readonly kind: 'exclude'; readonly elements: readonly ElementSymbol[] }
  | {
      readonly kind: 'compare';
      readonly quantity: string;
      readonly operator: '<' | '<=' | '>' | '>=' | '=' /** In the quantity's own unit. */;
      readonly value: number;
    }
  | { readonly kind: 'range'; readonly quantity: string; readonly low: number; readonly high: number };

export interface ResolvedScreen {
  /** Index of the statement in the tree. */
  readonly statement: number;
  /** As the user wrote it, on one line. */
  readonly text: string;
  readonly test: ScreenTest;
}

export interface ResolvedRankKey {
  readonly quantity: string;
  readonly target: number | undefined;
  readonly descending: boolean;
}

export interface Study {
  readonly title: string | undefined;
  readonly statements: readonly Statement[];
  readonly families: readonly Family[];
  readonly bases: readonly ResolvedBase[];
  readonly pools: readonly ResolvedPool[];
  readonly substitutions: readonly ResolvedSubstitution[];
  readonly screens: readonly ResolvedScreen[];
  readonly rank: { readonly keys: readonly ResolvedRankKey[]; readonly top: number | undefined } | undefined;
  readonly explain: readonly { readonly quantity: string; readonly targets: readonly Composition[] }[];
  readonly exports: readonly { readonly path: string; readonly span: Span }[];
  readonly findings: readonly Finding[];
}

/** One way in which a composition was reached. A base itself was reached by no exchange. */
export interface Provenance {
  /** Index into the study's bases. */
  readonly base: number;
  /** Index of the substitute statement in the tree; -1 for a base itself. */
  readonly statement: number;
  readonly exchanges: readonly {
    readonly site: string;
    readonly from: ElementSymbol;
    readonly to: ElementSymbol;
    readonly x: Rational;
  }[];
}

/** A distinct composition of a study. */
export interface Candidate {
  /** Its place in the raw enumeration: stable, and the address for shards and resumption. */
  readonly index: number;
  readonly composition: Composition;
  readonly spaceGroup: number;
  /** Occupancies per formula unit of the family. */
  readonly sites: readonly SiteOccupancy[];
  /** The first way in which it was reached, which decides `index` and `sites`. */
  readonly origin: Provenance;
}

/**
 * All candidates of a study: bases first, then the substitutions in the order written. The raw enumeration counts every way to reach a
 * composition; a raw index whose composition has a smaller raw index yields no candidate, nor does one that would put an element on two
 * cation sites.
 */
export interface CandidateSpace {
  /** The number of raw indices. */
  readonly rawCount: number;
  /** The candidate at a raw index, or undefined where there is none. */
  at(index: number): Candidate | undefined;
  /** Distinct candidates with raw indices in [from, to), ascending; constant memory. */
  candidates(from?: number, to?: number): Generator<Candidate>;
  /** Every way in which a composition with this space group is reached. */
  waysTo(composition: Composition, spaceGroup: number): readonly Provenance[];
  /**
   * Counts in pieces of a few milliseconds, so that the caller can stop between them; a study of millions mostly counts in far less time
   * than it takes to enumerate.
   */
  counting(): Generator<CountProgress, CandidateCount>;
  count(): CandidateCount;
}

export interface CountProgress {
  /** Raw indices dealt with, of all. */
  readonly done: number;
  readonly total: number;
  /** Distinct candidates so far. */
  readonly distinct: number;
}

export interface CandidateCount {
  readonly distinct: number;
  /** Those first reached by each statement, by index in the tree; bases under their own statement. */
  readonly byStatement: ReadonlyMap<number, number>;
}
