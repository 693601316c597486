/** What completion offers, kind by kind, each with its documentation. */
import { builtInPoolNames, type KeywordWord, keywords, type Statement, units } from '@spinel-studio/grammar';
import { CompletionItemKind } from 'vscode-languageserver';
import { familyFormula } from '../../chemistry/families.ts';
import { elementSymbols } from '../../chemistry/symbols.ts';
import { counted } from '../../counts.ts';
import type { ResolvedDocument } from '../../documents/studyDocument.ts';
import { elementDetail, elementMarkdown } from '../content/element.ts';
import { keywordMarkdown, unitMarkdown } from '../content/keyword.ts';
import {
  familyMarkdown,
  poolElements,
  poolMarkdown,
  quantityMarkdown,
  siteMarkdown,
} from '../content/names.ts';
import { type QuantityText, quantities } from '../content/quantities.ts';

export interface Suggestion {
  readonly label: string;
  readonly kind: CompletionItemKind;
  readonly detail?: string;
  readonly documentation?: string | undefined;
  /** What is typed, where it differs from the label. */
  readonly insert?: string;
}

/** Keywords that start a statement. */
export function statementItems(): readonly Suggestion[] {
  return keywords.filter(({ place }) => place === 'statement').map(({ word }) => keywordItem(word));
}

export function keywordItems(...words: readonly KeywordWord[]): readonly Suggestion[] {
  return words.map(keywordItem);
}

function keywordItem(word: KeywordWord): Suggestion {
  const keyword = keywords.find((one) => one.word === word);
  return {
    label: word,
    kind: CompletionItemKind.Keyword,
    ...(keyword ? { documentation: keywordMarkdown(keyword) } : {}),
  };
}

/** All elements; they are the same in every file, and their tables are made once. */
export function elementItems(): readonly Suggestion[] {
  elements ??= elementSymbols.map((symbol) => ({
    label: symbol,
    kind: CompletionItemKind.EnumMember,
    detail: elementDetail(symbol),
    documentation: elementMarkdown(symbol),
  }));
  return elements;
}
let elements: readonly Suggestion[] | undefined;

/** The pools of the file and those that every study has. */
export function poolItems({ study }: ResolvedDocument): readonly Suggestion[] {
  const names = [...study.pools.map(({ name }) => name), ...builtInPoolNames];
  return [...new Set(names)].map((name) => ({
    label: name,
    kind: CompletionItemKind.Variable,
    detail: counted(poolElements(study, name)?.length ?? 0, 'element'),
    documentation: poolMarkdown(study, name),
  }));
}

/** Bases by name where they have one, by formula otherwise. */
export function baseItems({ study, parsed }: ResolvedDocument): readonly Suggestion[] {
  const written = parsed.tree.statements.flatMap(formulasOf);
  const known = study.bases.map(({ name, formula }) => ({ name, formula }));
  const labels = new Map([...known, ...written].map(({ name, formula }) => [name ?? formula, formula]));
  // Of a table with thousands of bases the first ones do.
  return [...labels].slice(0, MOST_BASES).map(([label, formula]) => ({
    label,
    kind: CompletionItemKind.Constant,
    ...(label === formula ? {} : { detail: formula }),
  }));
}
const MOST_BASES = 500;

function formulasOf(statement: Statement): readonly { name: string | undefined; formula: string }[] {
  if (statement.kind !== 'base') return [];
  return statement.items.flatMap(({ name, formula }) =>
    formula ? [{ name: name?.name, formula: formula.text }] : [],
  );
}

export function familyItems({ study }: ResolvedDocument): readonly Suggestion[] {
  return study.families.map((family) => ({
    label: family.name,
    kind: CompletionItemKind.Class,
    detail: familyFormula(family),
    documentation: familyMarkdown(study, family.name),
  }));
}

/** The sites of the families that the study's bases belong to, or of all while it has no base. */
export function siteItems({ study }: ResolvedDocument): readonly Suggestion[] {
  const used = study.families.filter(({ name }) => study.bases.some(({ family }) => family.name === name));
  const sites = (used.length > 0 ? used : study.families).flatMap((family) => family.sites);
  return [...new Set(sites.map(({ name }) => name))].map((name) => ({
    label: name,
    kind: CompletionItemKind.Property,
    detail: sites.find((site) => site.name === name)?.role ?? '',
    documentation: siteMarkdown(study, name),
  }));
}

export function quantityItems(place: QuantityText['places'][number]): readonly Suggestion[] {
  return quantities
    .filter(({ places }) => places.includes(place))
    .map(({ name, unit }) => ({
      label: name,
      kind: CompletionItemKind.Function,
      detail: unit,
      documentation: quantityMarkdown(name),
    }));
}

/** Units, the usual one for the place first. */
export function unitItems(usual: string): readonly Suggestion[] {
  return [...units]
    .sort((a, b) => Number(b.name === usual) - Number(a.name === usual))
    .map((unit) => ({ label: unit.name, kind: CompletionItemKind.Unit, documentation: unitMarkdown(unit) }));
}

/** Steps and amounts that studies usually have. */
export function stepItems(): readonly Suggestion[] {
  return ['0.1', '0.05', '0.25', '0.5', '1/8', '1/6'].map((label) => ({
    label,
    kind: CompletionItemKind.Value,
  }));
}

export function columnItems(columns: readonly string[]): readonly Suggestion[] {
  return columns.map((label) => ({
    label,
    kind: CompletionItemKind.Field,
    insert: /^[a-z][A-Za-z0-9_]*$/.test(label) ? label : JSON.stringify(label),
  }));
}

export function fileItems(paths: readonly string[]): readonly Suggestion[] {
  return paths.map((label) => ({ label, kind: CompletionItemKind.File }));
}

/** What may follow a complete number in a substitution. */
export function afterNumber(before: readonly string[]): readonly Suggestion[] {
  const clause = before.slice(before.lastIndexOf('with'));
  const missing = (['step', 'from', 'to'] as const).filter((word) => !clause.includes(word));
  return keywordItems(...missing, 'and');
}
