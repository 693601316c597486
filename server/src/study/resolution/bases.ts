/** Bases: those typed in the file, and those of tables. */
import type { BaseItem, BaseStatement, FormulaLiteral, Identifier } from '@spinel-studio/grammar';
import { parseFormula } from '../../chemistry/formula.ts';
import type { Family } from '../../chemistry/types.ts';
import { compositionOfSites } from '../candidates/flatSource.ts';
import { asQuestion, didYouMean } from '../findings/didYouMean.ts';
import { insertion, replacement, replacements } from '../findings/fixes.ts';
import { listing } from '../findings/listing.ts';
import type { QuickFix, ResolvedBase } from '../types.ts';
import { assignFamily, type FamilyChoice, type ReadFormula } from './assignFamily.ts';
import type { ResolutionContext } from './context.ts';
import type { Families } from './families.ts';
import { readFormula } from './formulas.ts';
import { NameTable } from './nameTable.ts';
import { quantities, readQuantityValue } from './quantities.ts';
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

export class Bases {
  readonly declared: DeclaredBase[] = [];
  /** Indices into `declared`. */
  readonly names: NameTable<number>;
  readonly #context: ResolutionContext;
  readonly #families: Families;
  /** Indices of bases by the key of their composition. */
  readonly #byComposition = new Map<string, number[]>();

  constructor(context: ResolutionContext, families: Families) {
    this.#context = context;
    this.#families = families;
    this.names = new NameTable('base', context.report);
  }

  declareAll(): void {
    for (const [index, statement] of this.#context.tree.statements.entries()) {
      if (statement.kind === 'base') this.#declareItems(index, statement);
      if (statement.kind === 'base-from') {
        const family = this.#familyNamed(statement.family);
        for (const row of readTable(statement, family, this.#families.all, this.#context)) {
          this.#add({ ...row, statement: index, item: undefined });
        }
      }
    }
  }

  /** The bases that a formula or a name after `of` or `for` stands for; unknown ones are reported (SP2003). */
  find(reference: FormulaLiteral | Identifier): readonly number[] {
    if (reference.kind === 'identifier') {
      const index = this.names.use(reference, this.#formulasLike(reference.name));
      return index === undefined ? [] : [index];
    }
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
      if (resolved === undefined) continue;
      const place = this.#add({ base: resolved, statement: index, item, line: undefined });
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
    const read = readFormula(item.formula, this.#context);
    if (read === undefined) return undefined;
    const formula: ReadFormula = { text: item.formula.text, ...read };
    const choice = this.#assign(formula, item.formula, named);
    if (choice === undefined) return undefined;
    if (!choice.ok) this.#reportFamily(statement, item.formula, choice);
    const assigned = choice.ok ? choice : choice.guess;
    if (assigned === undefined) return undefined;
    if (named === undefined) this.#families.names.markUsed(assigned.family.name);
    return {
      name: item.name?.name,
      formula: item.formula.text,
      composition: compositionOfSites(assigned.sites),
      family: assigned.family,
      sites: assigned.sites,
      pbeGap,
      span: item.span,
    };
  }

  /** Amounts so fine that their sums cannot be kept are the formula's fault (SP1003). */
  #assign(
    formula: ReadFormula,
    literal: FormulaLiteral,
    named: Family | undefined,
  ): FamilyChoice | undefined {
    try {
      return assignFamily(formula, named, this.#families.all);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const message = `The amounts of ${formula.text} are too fine to be counted exactly. Write shorter decimals, or fractions such as 1/3.`;
      this.#context.report.add('SP1003', literal.span, message);
      return undefined;
    }
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
    return this.declared.slice(0, 2_000).map(({ base }) => base.formula);
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
