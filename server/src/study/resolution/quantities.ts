/** What a study can screen, rank and explain by, with units. */
import type { QuantityLiteral, QuantityReference } from '@spinel-studio/grammar';
import { suggestSymbols } from '../../chemistry/suggestions.ts';
import { isElementSymbol } from '../../chemistry/symbols.ts';
import { asQuestion, didYouMean } from '../findings/didYouMean.ts';
import { insertion, removal, replacements } from '../findings/fixes.ts';
import { listing } from '../findings/listing.ts';
import type { ResolutionContext } from './context.ts';
import { readNumber } from './numbers.ts';

export type EnergyUnit = 'eV' | 'eV/atom';

export interface Quantity {
  /** As written; an element's symbol for its fraction. */
  readonly name: string;
  /** Completes "… is". */
  readonly meaning: string;
  readonly unit: EnergyUnit | undefined;
  /** Values beyond these are never taken. */
  readonly least: number;
  readonly most: number;
  /** Whether it is yes or no instead of a number. */
  readonly flag: boolean;
  /** The model that answers it, by its quantity; undefined where it is computed from the composition alone. */
  readonly model: string | undefined;
}

const unlimited = Number.POSITIVE_INFINITY;

export const quantities = {
  gap: quantity('gap', 'the band gap at HSE level', { unit: 'eV', least: 0, model: 'gap' }),
  gap_sigma: quantity('gap_sigma', 'half the width of the 68 % interval of the gap', {
    unit: 'eV',
    least: 0,
    model: 'gap',
  }),
  spinel: quantity('spinel', 'the probability of keeping the spinel phase', {
    least: 0,
    most: 1,
    model: 'spinel',
  }),
  hull: quantity('hull', 'the energy above the convex hull', { unit: 'eV/atom', model: 'hull' }),
  neutral: quantity('neutral', 'whether common oxidation states balance', { flag: true }),
  tolerance: quantity('tolerance', 'the tolerance factor', { least: 0 }),
  novelty: quantity('novelty', 'the distance to the training data', { least: 0, model: 'gap' }),
  metal: quantity('metal', 'the probability that HSE06 finds no gap', { least: 0, most: 1, model: 'gap' }),
} as const satisfies Readonly<Record<string, Quantity>>;

const byName: ReadonlyMap<string, Quantity> = new Map(Object.entries(quantities));

export const quantityNames: readonly string[] = [...byName.keys()];

function quantity(name: string, meaning: string, details: Partial<Quantity>): Quantity {
  return {
    name,
    meaning,
    unit: undefined,
    least: -unlimited,
    most: unlimited,
    flag: false,
    model: undefined,
    ...details,
  };
}

/** The quantity that a reference names; unknown ones are reported (SP2007, or SP1002 for what looks like an element). */
export function resolveQuantity(
  reference: QuantityReference,
  context: ResolutionContext,
): Quantity | undefined {
  if (reference.kind === 'identifier') {
    const known = byName.get(reference.name);
    if (known !== undefined) return known;
    const near = [...didYouMean(reference.name, quantityNames), ...suggestSymbols(reference.name)].slice(
      0,
      3,
    );
    const advice =
      asQuestion(near) || ` Use one of ${listing(quantityNames, 8)}, or an element for its fraction.`;
    context.report.add('SP2007', reference.span, `There is no quantity \`${reference.name}\`.${advice}`, {
      fixes: replacements(reference.span, near),
    });
    return undefined;
  }
  const { symbol, span } = reference;
  if (isElementSymbol(symbol)) {
    return quantity(symbol, `the atomic fraction of ${symbol}`, { least: 0, most: 1 });
  }
  const near = [...didYouMean(symbol, quantityNames), ...suggestSymbols(symbol)].slice(0, 4);
  const advice = asQuestion(near) || ' Use a symbol of the periodic table, or a quantity such as `gap`.';
  context.report.add('SP1002', span, `${symbol} is no element.${advice}`, {
    fixes: replacements(span, near),
  });
  return undefined;
}

/** The kind of energy that a unit measures, and how many of it make that kind's own unit. */
const units: ReadonlyMap<string, { readonly kind: EnergyUnit; readonly parts: number }> = new Map([
  ['eV', { kind: 'eV', parts: 1 }],
  ['meV', { kind: 'eV', parts: 1000 }],
  ['eV/atom', { kind: 'eV/atom', parts: 1 }],
  ['meV/atom', { kind: 'eV/atom', parts: 1000 }],
]);

interface Reading {
  /** Counts where the literal has no unit of its own, without a hint. */
  readonly inheritedUnit?: string | undefined;
}

/**
 * The value in the quantity's own unit. A unit of the wrong kind is reported (SP2007) and the number taken as it stands, so that what
 * follows keeps its meaning; a missing one gets a hint (SP3010).
 */
export function readQuantityValue(
  literal: QuantityLiteral | undefined,
  quantity: Quantity,
  context: ResolutionContext,
  { inheritedUnit }: Reading = {},
): number | undefined {
  const value = readNumber(literal?.number, context);
  if (literal === undefined || value === undefined) return undefined;
  if (literal.unit !== undefined) checkUnit(literal, quantity, context);
  else if (inheritedUnit === undefined && quantity.unit !== undefined) {
    hintMissingUnit(literal, quantity.unit, context);
  }
  const unit = units.get(literal.unit?.text ?? inheritedUnit ?? '');
  const isInPart = unit !== undefined && unit.kind === quantity.unit;
  return isInPart ? value.toNumber() / unit.parts : value.toNumber();
}

function checkUnit(literal: QuantityLiteral, quantity: Quantity, context: ResolutionContext): void {
  const { unit } = literal;
  if (unit === undefined) return;
  const known = units.get(unit.text);
  if (known?.kind === quantity.unit && known !== undefined) return;
  if (quantity.unit === undefined) {
    const span = { start: literal.number.span.end, end: unit.span.end };
    const message = `\`${quantity.name}\` is ${quantity.meaning}, which has no unit. Remove ${unit.text}.`;
    context.report.add('SP2007', unit.span, message, { fixes: [removal(span, `Remove ${unit.text}`)] });
    return;
  }
  const own = [...units]
    .filter(([, { kind }]) => kind === quantity.unit)
    .toSorted(([, a], [, b]) => Number(b.parts === known?.parts) - Number(a.parts === known?.parts))
    .map(([name]) => name);
  const problem =
    known === undefined
      ? `${unit.text} is no unit that is known here.`
      : `\`${quantity.name}\` is ${quantity.meaning} in ${quantity.unit}, and ${unit.text} is another kind of quantity.`;
  const near = didYouMean(unit.text, own);
  const fixes = replacements(unit.span, [...new Set([...near, ...own])]);
  context.report.add('SP2007', unit.span, `${problem} Use ${own.join(' or ')}.`, { fixes });
}

function hintMissingUnit(literal: QuantityLiteral, unit: EnergyUnit, context: ResolutionContext): void {
  const { span, text } = literal.number;
  const message = `${text} is taken as ${text} ${unit}. Write the unit, so that every reader knows.`;
  context.report.add('SP3010', span, message, { fixes: [insertion(span.end, ` ${unit}`, `Insert ${unit}`)] });
}
