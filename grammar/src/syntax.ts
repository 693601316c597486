/**
 * The syntax tree of a `.spinel` file.
 *
 * Every node carries the span of the text it was read from. A field typed `| undefined` is one the writer may leave out or has
 * not typed yet; parsing never fails, so whoever walks the tree has to expect that. Wherever the language demands a part and it is
 * missing, the parse has a problem (SP1001) for it: nobody else needs to report it. What may be left out: the family, PBE gap and name of
 * a base; a site's multiplicity; a family's space group and anions; the bases, step and either end of the range of a substitution; the
 * operator and value of a condition (a flag); `top`; the compounds of `explain`.
 */

/** A piece of the text, in UTF-16 code units from its start; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

interface Node {
  readonly span: Span;
}

/** `// …` or a block comment, with its delimiters. */
export interface Comment extends Node {
  readonly kind: 'comment';
  readonly text: string;
}

/** A name that starts with a small letter; a dot reaches into a library: `late`, `spinel.A`. */
export interface Identifier extends Node {
  readonly kind: 'identifier';
  readonly name: string;
}

/** A chemical formula as written: `Zn(Bi0.5Fe0.5)2O4`. What it means is the chemistry room's business. */
export interface FormulaLiteral extends Node {
  readonly kind: 'formula';
  readonly text: string;
}

/** The place of an element symbol. The symbol is as written and may be unknown. */
export interface ElementReference extends Node {
  readonly kind: 'element';
  readonly symbol: string;
}

/** A site of a family: `A`, `B`, `X`. */
export interface SiteReference extends Node {
  readonly kind: 'site';
  readonly name: string;
}

/** A decimal or a fraction as written: `0.1`, `1/6`. Kept as text, since amounts are exact. */
export interface NumberLiteral extends Node {
  readonly kind: 'number';
  readonly text: string;
}

export interface UnitLiteral extends Node {
  readonly kind: 'unit';
  readonly text: string;
}

/** A number with or without its unit: `2.0 eV`. */
export interface QuantityLiteral extends Node {
  readonly kind: 'quantity';
  readonly number: NumberLiteral;
  readonly unit: UnitLiteral | undefined;
}

export interface StringLiteral extends Node {
  readonly kind: 'string';
  /** The text between the quotes, escapes resolved. */
  readonly value: string;
}

/** `study "title"` */
export interface StudyStatement extends Node {
  readonly kind: 'study';
  readonly title: StringLiteral | undefined;
}

export interface SiteDeclaration extends Node {
  readonly kind: 'site-declaration';
  readonly name: SiteReference;
  /** The number of atoms per formula unit; 1 where nothing is written. */
  readonly multiplicity: NumberLiteral | undefined;
}

/** `family halide_perovskite { A B X3  spacegroup 221  anions F Cl Br I }` */
export interface FamilyStatement extends Node {
  readonly kind: 'family';
  readonly name: Identifier | undefined;
  readonly sites: readonly SiteDeclaration[];
  /** Its number, or its Hermann-Mauguin symbol in quotes. */
  readonly spaceGroup: NumberLiteral | StringLiteral | undefined;
  readonly anions: readonly ElementReference[];
}

/** One base of a `base` statement: `host = ZnAl2O4 pbe 4.1 eV`. */
export interface BaseItem extends Node {
  readonly kind: 'base-item';
  readonly name: Identifier | undefined;
  readonly formula: FormulaLiteral | undefined;
  readonly pbeGap: QuantityLiteral | undefined;
}

/** `base ZnGa2O4, MgAl2O4 : spinel`; the family counts for every item of the statement. */
export interface BaseStatement extends Node {
  readonly kind: 'base';
  readonly items: readonly BaseItem[];
  readonly family: Identifier | undefined;
}

/** `base from "spinels.csv" column formula : spinel` */
export interface BaseFromStatement extends Node {
  readonly kind: 'base-from';
  readonly path: StringLiteral | undefined;
  readonly column: Identifier | StringLiteral | undefined;
  readonly family: Identifier | undefined;
}

/** Elements and pool names side by side: one set. */
export interface PoolTerm extends Node {
  readonly kind: 'pool-term';
  readonly members: readonly (ElementReference | Identifier)[];
}

/** Set operations from left to right: `late + Ti V - Co & safe`. */
export interface PoolExpression extends Node {
  readonly kind: 'pool-expression';
  readonly first: PoolTerm | undefined;
  readonly rest: readonly {
    readonly operator: '+' | '-' | '&';
    readonly operatorSpan: Span;
    readonly term: PoolTerm | undefined;
  }[];
}

/** `pool late = Fe Co Ni Cu Zn` */
export interface PoolStatement extends Node {
  readonly kind: 'pool';
  readonly name: Identifier | undefined;
  readonly expression: PoolExpression | undefined;
}

/** `default step 0.1`: for the statements that follow. */
export interface DefaultStepStatement extends Node {
  readonly kind: 'default-step';
  readonly step: NumberLiteral | undefined;
}

/**
 * What happens to one site or several: `A, B with late step 0.1 from 0.1 to 0.5`.
 *
 * Sites parted by commas are taken one at a time; sites joined by `and` (`A and B with late`) together, with the same pool. A clause
 * without a step takes the step of the next clause of its statement that has one, and the default step otherwise; `from … to` counts
 * for its own clause only.
 */
export interface SubstituteClause extends Node {
  readonly kind: 'substitute-clause';
  readonly sites: readonly SiteReference[];
  readonly joined: 'each' | 'together';
  /** The bases after `of`; empty means every base of the study. They count for the whole statement. */
  readonly bases: readonly (FormulaLiteral | Identifier)[];
  readonly pool: PoolExpression | undefined;
  readonly step: NumberLiteral | undefined;
  readonly from: NumberLiteral | undefined;
  readonly to: NumberLiteral | undefined;
}

/** `substitute A with late and B with dopant step 0.25`: the clauses happen together. */
export interface SubstituteStatement extends Node {
  readonly kind: 'substitute';
  readonly clauses: readonly SubstituteClause[];
}

export type ComparisonOperator = '<' | '<=' | '>' | '>=' | '=';

/** A quantity (`gap`, `hull`) or an element's atomic fraction (`Cd`). */
export type QuantityReference = Identifier | ElementReference;

export type Condition =
  /** `neutral` */
  | (Node & { readonly kind: 'flag'; readonly name: Identifier })
  /** `spinel >= 0.5` */
  | (Node & {
      readonly kind: 'comparison';
      readonly quantity: QuantityReference;
      readonly operator: ComparisonOperator;
      readonly value: QuantityLiteral | undefined;
    })
  /** `gap in 1.6 .. 2.4 eV`, both ends included; a unit at the end counts for both. */
  | (Node & {
      readonly kind: 'range';
      readonly quantity: QuantityReference;
      readonly low: QuantityLiteral | undefined;
      readonly high: QuantityLiteral | undefined;
    });

export interface ScreenStatement extends Node {
  readonly kind: 'screen';
  readonly condition: Condition | undefined;
}

/** `exclude Cd Hg Pb`; pools may be named too. */
export interface ExcludeStatement extends Node {
  readonly kind: 'exclude';
  readonly members: readonly (ElementReference | Identifier)[];
}

/** One key of a ranking, smallest first: `hull`, `-gap` (largest first), `|gap - 2.0 eV|` (nearest first). */
export interface RankKey extends Node {
  readonly kind: 'rank-key';
  readonly quantity: QuantityReference | undefined;
  readonly descending: boolean;
  /** The value whose distance is ranked, for `|quantity - value|`. */
  readonly target: QuantityLiteral | undefined;
}

/** `rank by |gap - 2.0 eV|, hull top 50` */
export interface RankStatement extends Node {
  readonly kind: 'rank';
  readonly keys: readonly RankKey[];
  readonly top: NumberLiteral | undefined;
}

/** `explain gap for ZnBi2O4` */
export interface ExplainStatement extends Node {
  readonly kind: 'explain';
  readonly quantity: Identifier | undefined;
  readonly targets: readonly (FormulaLiteral | Identifier)[];
}

/** `export "a.parquet", "a.csv"` */
export interface ExportStatement extends Node {
  readonly kind: 'export';
  readonly paths: readonly StringLiteral[];
}

export type Statement =
  | StudyStatement
  | FamilyStatement
  | BaseStatement
  | BaseFromStatement
  | PoolStatement
  | DefaultStepStatement
  | SubstituteStatement
  | ScreenStatement
  | ExcludeStatement
  | RankStatement
  | ExplainStatement
  | ExportStatement;

/** A whole file. Statements and comments are in the order of the text. */
export interface StudyFile extends Node {
  readonly kind: 'file';
  readonly statements: readonly Statement[];
  readonly comments: readonly Comment[];
}

/** Something in the text that is no statement (SP1001) or a malformed number, string or formula (SP1003). */
export interface SyntaxProblem {
  readonly code: 'SP1001' | 'SP1003';
  readonly span: Span;
  /** A whole sentence for the user, with what was expected. */
  readonly message: string;
  /** What could have stood there, as the user would type it; may be empty. */
  readonly expected: readonly string[];
}

export interface ParseResult {
  readonly tree: StudyFile;
  readonly problems: readonly SyntaxProblem[];
}
