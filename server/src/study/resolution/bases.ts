/** Bases: those typed in the file, and those of tables. */
import type { BaseItem, BaseStatement, FormulaLiteral, Identifier } from '@spinel-studio/grammar';
import { parseFormula } from '../../chemistry/formula.ts';
import type { Family } from '../../chemistry/types.ts';
import { asQuestion, didYouMean } from '../findings/didYouMean.ts';
import { insertion, replacement, replacements } from '../findings/fixes.ts';
import { listing } from '../findings/listing.ts';
import type { QuickFix, ResolvedBase } from '../types.ts';
import type { FamilyChoice } from './assignFamily.ts';
import type { ResolutionContext } from './context.ts';
import type { Families } from './families.ts';
import { readFormula, reportFormulaProblem } from './formulas.ts';
import { NameTable } from './nameTable.ts';
import { quantities, readQuantityValue } from './quantities.ts';
import { BaseReader, type BaseReading } from './readBase.ts';
import { readTable } from './tables.ts';

/** A base with where it comes from. */
export interface DeclaredBase {
  readonly base: ResolvedBase;
  readonly statement: number;
  /** Undefined for a row of a table. */
  readonly item: BaseItem | undefined;
  /** The line in the table. */
  readonly line: number | undefined;
}

/** Bases among which a mistyped formula is looked for; comparing it with tens of thousands would be felt while typing. */
const MOST_COMPARED = 300;

export class Bases {
  readonly declared: DeclaredBase[] = [];
  /** Indices into `declared`; undefined for a name whose formula is at fault. */
  readonly names: NameTable<number | undefined>;
  readonly #context: ResolutionContext;
  readonly #families: Families;
  readonly #reader: BaseReader;
  /** Indices of bases by the key of their composition. */
  readonly #byComposition = new Map<string, number[]>();
  /** Formulas declared as bases that are none; what is wrong is said at their declaration, and not again where they are used. */
  readonly #unusable = new Set<string>();

  constructor(context: ResolutionContext, families: Families) {
    this.#context = context;
    this.#families = families;
    this.#reader = new BaseReader(families.all);
    this.names = new NameTable('base', context.report);
  }

  declareAll(): void {
    for (const [index, statement] of this.#context.tree.statements.entries()) {
      if (statement.kind === 'base') this.#declareItems(index, statement);
      if (statement.kind === 'base-from') {
        const family = this.#familyNamed(statement.family);
        for (const row of readTable(statement, family, this.#reader, this.#context)) {
          this.#add({ ...row, statement: index, item: undefined });
        }
      }
    }
  }

  /** The bases that a formula or a name after `of` or `for` stands for; unknown ones are reported (SP2003). */
  find(reference: FormulaLiteral | Identifier): readonly number[] {
    if (reference.kind === 'identifier') {
      const index = this.names.use(reference, () => this.#formulasLike(reference.name));
      return index === undefined ? [] : [index];
    }
    if (this.#unusable.has(reference.text)) return [];
    const formula = readFormula(reference, this.#context);
    if (formula === undefined) return [];
    const found = this.#byComposition.get(formula.composition.key);
    if (found === undefined) this.#reportUndeclared(reference);
    return found ?? [];
  }

  #declareItems(index: number, statement: BaseStatement): void {
    const family = this.#familyNamed(statement.family);
    for (const item of statement.items) {
      const resolved = this.#resolveItem(statement, item, family);
      if (resolved === undefined && item.formula !== undefined) this.#unusable.add(item.formula.text);
      const place = resolved && this.#add({ base: resolved, statement: index, item, line: undefined });
      if (item.name !== undefined) this.names.declare(item.name, place);
    }
  }

  #add(declared: DeclaredBase): number {
    const index = this.declared.push(declared) - 1;
    const { key } = declared.base.composition;
    const same = this.#byComposition.get(key);
    if (same === undefined) this.#byComposition.set(key, [index]);
    else same.push(index);
    return index;
  }

  #familyNamed(identifier: Identifier | undefined): Family | undefined {
    return identifier === undefined ? undefined : this.#families.names.use(identifier);
  }

  #resolveItem(
    statement: BaseStatement,
    item: BaseItem,
    named: Family | undefined,
  ): ResolvedBase | undefined {
    const pbeGap = readQuantityValue(item.pbeGap, quantities.gap, this.#context);
    if (item.formula === undefined) return undefined;
    const { base, problem } = this.#reader.read(item.formula.text, named);
    if (problem !== undefined) this.#reportProblem(statement, item.formula, problem);
    if (base === undefined) return undefined;
    if (named === undefined) this.#families.names.markUsed(base.family.name);
    return { name: item.name?.name, formula: item.formula.text, ...base, pbeGap, span: item.span };
  }

  #reportProblem(
    statement: BaseStatement,
    formula: FormulaLiteral,
    problem: NonNullable<BaseReading['problem']>,
  ): void {
    if (problem.kind === 'formula') reportFormulaProblem(formula, problem.problem, this.#context);
    else if (problem.kind === 'fine') this.#context.report.add('SP1003', formula.span, problem.message);
    else this.#reportFamily(statement, formula, problem.choice);
  }

  #reportFamily(
    statement: BaseStatement,
    formula: FormulaLiteral,
    choice: Extract<FamilyChoice, { ok: false }>,
  ): void {
    const { family } = statement;
    const names = choice.fitting.map(({ name }) => name);
    const fixes: readonly QuickFix[] =
      family === undefined
        ? names.map((name) => insertion(statement.span.end, ` : ${name}`, `Say that the family is ${name}`))
        : names.map((name) => replacement(family.span, name, `Change the family to ${name}`));
    const code = choice.problem === 'ambiguous' ? 'SP2008' : 'SP2001';
    this.#context.report.add(code, formula.span, choice.message, { fixes });
  }

  #formulasLike(word: string): readonly string[] {
    return didYouMean(word, this.#formulas()).slice(0, 2);
  }

  #formulas(): readonly string[] {
    return this.declared.slice(0, MOST_COMPARED).map(({ base }) => base.formula);
  }

  #reportUndeclared({ text, span }: FormulaLiteral): void {
    const near = didYouMean(text, this.#formulas());
    const known = this.declared.slice(0, 8).map(({ base }) => base.formula);
    const advice =
      near.length > 0
        ? `${asQuestion(near)} Otherwise declare it with \`base ${text}\`.`
        : ` Declare it with \`base ${text}\`${known.length > 0 ? `, or use one of ${listing(known)}` : ''}.`;
    const start = this.#context.tree.statements.find(
      (statement) => statement.span.start <= span.start && span.end <= statement.span.end,
    );
    const declaration =
      parseFormula(text).ok && start !== undefined
        ? [insertion(start.span.start, `base ${text}\n`, `Declare ${text} as a base`)]
        : [];
    this.#context.report.add('SP2003', span, `${text} is no base of this study.${advice}`, {
      fixes: [...replacements(span, near), ...declaration],
    });
  }
}
