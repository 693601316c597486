/** Families: the built-in ones and those that a study declares. */
import type { FamilyStatement, SiteDeclaration, Span } from '@spinel-studio/grammar';
import { builtInFamilies } from '../../chemistry/families.ts';
import { Rational } from '../../chemistry/rational.ts';
import { LAST_SPACE_GROUP, readSpaceGroup, UNKNOWN_SPACE_GROUP } from '../../chemistry/spaceGroups.ts';
import { suggestSymbols } from '../../chemistry/suggestions.ts';
import { isElementSymbol } from '../../chemistry/symbols.ts';
import type { ElementSymbol, Family, Site } from '../../chemistry/types.ts';
import { asQuestion } from '../findings/didYouMean.ts';
import { insertion, removalFromList, replacements } from '../findings/fixes.ts';
import { hasSyntaxProblem, type ResolutionContext } from './context.ts';
import { NameTable } from './nameTable.ts';
import { readNumber } from './numbers.ts';
import { sameFamily } from './readBase.ts';

export interface Families {
  readonly names: NameTable<Family>;
  /** The declared families first: where a formula fits several, the user's own is meant. */
  readonly all: readonly Family[];
}

export function resolveFamilies(context: ResolutionContext): Families {
  const names = new NameTable<Family>('family', context.report);
  for (const family of builtInFamilies) names.addBuiltIn(family.name, family);
  const declared: Family[] = [];
  for (const statement of context.tree.statements) {
    if (statement.kind !== 'family' || statement.name === undefined) continue;
    const family = resolveFamily(statement, statement.name.name, context);
    if (names.declare(statement.name, family) && isUsable(family)) declared.push(family);
  }
  return { names, all: [...declared, ...builtInFamilies] };
}

/** A family without cations or without anions fits no formula. */
function isUsable({ sites, anions }: Family): boolean {
  return anions.length > 0 && sites.length > 1;
}

function resolveFamily(statement: FamilyStatement, name: string, context: ResolutionContext): Family {
  const anions = resolveAnions(statement, context);
  const sites = resolveSites(statement, context);
  const spaceGroup = resolveSpaceGroup(statement, context);
  if (!hasSyntaxProblem(context, statement.span)) reportMissingParts(statement, context);
  return sameFamily({ name, sites, anions, spaceGroup, builtIn: false });
}

/** The last site holds the anions, as formulas are written. */
function resolveSites({ sites }: FamilyStatement, context: ResolutionContext): readonly Site[] {
  const resolved: Site[] = [];
  for (const [index, declaration] of sites.entries()) {
    const { name, span } = declaration.name;
    if (resolved.some((site) => site.name === name)) {
      const fix = removalFromList(sites, index, `Remove the second ${name}`);
      const message = `The family has a site ${name} already. Give this one another name.`;
      context.report.add('SP2004', span, message, { fixes: fix === undefined ? [] : [fix] });
      continue;
    }
    const role = index === sites.length - 1 ? 'anion' : 'cation';
    resolved.push({ name, multiplicity: multiplicityOf(declaration, context), role });
  }
  return resolved;
}

function multiplicityOf({ multiplicity }: SiteDeclaration, context: ResolutionContext): Rational {
  const value = readNumber(multiplicity, context);
  if (multiplicity === undefined || value === undefined) return Rational.one;
  if (value.isPositive) return value;
  const message = `A site has a multiplicity above zero: the atoms on it per formula unit, not ${multiplicity.text}.`;
  context.report.add('SP1003', multiplicity.span, message);
  return Rational.one;
}

function resolveAnions({ anions }: FamilyStatement, context: ResolutionContext): readonly ElementSymbol[] {
  const resolved = new Set<ElementSymbol>();
  for (const [index, { symbol, span }] of anions.entries()) {
    if (!isElementSymbol(symbol)) {
      const near = suggestSymbols(symbol);
      const advice = asQuestion(near) || ' Use a symbol of the periodic table.';
      context.report.add('SP1002', span, `${symbol} is no element.${advice}`, {
        fixes: replacements(span, near),
      });
    } else if (resolved.has(symbol)) {
      const fix = removalFromList(anions, index, `Remove the second ${symbol}`);
      context.report.add('SP3002', span, `${symbol} is among these anions twice. Remove one of them.`, {
        fixes: fix === undefined ? [] : [fix],
        unnecessary: true,
      });
    } else resolved.add(symbol);
  }
  return [...resolved];
}

function resolveSpaceGroup({ spaceGroup }: FamilyStatement, context: ResolutionContext): number {
  if (spaceGroup === undefined) return UNKNOWN_SPACE_GROUP;
  if (spaceGroup.kind === 'string') {
    return (
      readSpaceGroup(spaceGroup.value) ?? noSpaceGroup(spaceGroup.span, `"${spaceGroup.value}"`, context)
    );
  }
  const value = readNumber(spaceGroup, context);
  if (value === undefined) return UNKNOWN_SPACE_GROUP;
  const number = value.toNumber();
  if (value.isInteger && number >= 1 && number <= LAST_SPACE_GROUP) return number;
  return noSpaceGroup(spaceGroup.span, spaceGroup.text, context);
}

function noSpaceGroup(span: Span, written: string, context: ResolutionContext): number {
  const message = `${written} is no space group. Write its number in the International Tables, from 1 to ${LAST_SPACE_GROUP}, or its symbol in quotes, such as "Fd-3m".`;
  context.report.add('SP1003', span, message);
  return UNKNOWN_SPACE_GROUP;
}

function reportMissingParts(statement: FamilyStatement, context: ResolutionContext): void {
  const { sites, anions, spaceGroup, span, name } = statement;
  const at = span.end - 1;
  const place = name?.span ?? span;
  if (sites.length < 2) {
    const message =
      'A family has at least a cation site and, as its last site, one for the anions, such as `A B2 X4`.';
    context.report.add('SP2008', place, message);
  }
  if (spaceGroup === undefined) {
    const message =
      'The family has no space group, which the models look at. Add `spacegroup` and its number, 1 to 230, or its symbol in quotes.';
    const fixes = [insertion(at, ' spacegroup 227 ', 'Insert spacegroup 227')];
    context.report.add('SP2008', place, message, { fixes });
  }
  if (anions.length === 0) {
    const message =
      'The family has no anions, so no formula fits it. Add `anions` and the elements of its last site.';
    const fixes = [insertion(at, ' anions O ', 'Insert anions O')];
    context.report.add('SP2008', place, message, { fixes });
  }
}
