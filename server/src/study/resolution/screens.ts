/** Screens: conditions as tests on a quantity in its own unit. */
import type { Condition, ExcludeStatement, QuantityLiteral, ScreenStatement } from '@spinel-studio/grammar';
import { insertion, removal } from '../findings/fixes.ts';
import type { ResolvedScreen, ScreenTest } from '../types.ts';
import { hasSyntaxProblem, type ResolutionContext } from './context.ts';
import type { Pools } from './pools.ts';
import { type Quantity, readQuantityValue, resolveQuantity } from './quantities.ts';

export function resolveScreen(
  { condition, span }: ScreenStatement,
  statement: number,
  context: ResolutionContext,
): ResolvedScreen | undefined {
  if (condition === undefined || hasSyntaxProblem(context, span)) return undefined;
  const test = resolveCondition(condition, context);
  return test === undefined ? undefined : { statement, text: conditionText(condition), test };
}

/** Nothing where no element is left to exclude. */
export function resolveExclusion(
  { members }: ExcludeStatement,
  statement: number,
  pools: Pools,
): ResolvedScreen | undefined {
  const elements = pools.members(members);
  if (elements.length === 0) return undefined;
  const written = members.map((member) => (member.kind === 'element' ? member.symbol : member.name));
  return { statement, text: `exclude ${written.join(' ')}`, test: { kind: 'exclude', elements } };
}

function resolveCondition(condition: Condition, context: ResolutionContext): ScreenTest | undefined {
  if (condition.kind === 'flag') {
    const quantity = resolveQuantity(condition.name, context);
    if (quantity?.flag) return { kind: 'neutral' };
    if (quantity !== undefined) reportMissingComparison(condition, quantity, context);
    return undefined;
  }
  const quantity = resolveQuantity(condition.quantity, context);
  if (quantity === undefined) return undefined;
  if (quantity.flag) {
    reportComparedFlag(condition, quantity, context);
    return undefined;
  }
  return condition.kind === 'comparison'
    ? resolveComparison(condition, quantity, context)
    : resolveRange(condition, quantity, context);
}

function resolveComparison(
  { operator, value }: Extract<Condition, { kind: 'comparison' }>,
  quantity: Quantity,
  context: ResolutionContext,
): ScreenTest | undefined {
  const number = readQuantityValue(value, quantity, context);
  return number === undefined
    ? undefined
    : { kind: 'compare', quantity: quantity.name, operator, value: number };
}

/** A unit at one end counts for both. */
function resolveRange(
  { low, high }: Extract<Condition, { kind: 'range' }>,
  quantity: Quantity,
  context: ResolutionContext,
): ScreenTest | undefined {
  const least = readQuantityValue(low, quantity, context, {
    inheritedUnit: high?.unit?.text ?? unitShownBy(high, quantity),
  });
  const most = readQuantityValue(high, quantity, context, { inheritedUnit: low?.unit?.text });
  if (least === undefined || most === undefined) return undefined;
  return { kind: 'range', quantity: quantity.name, low: least, high: most };
}

/** Where both ends lack their unit, one hint at the end of the range is enough. */
function unitShownBy(high: QuantityLiteral | undefined, quantity: Quantity): string | undefined {
  return high === undefined ? undefined : quantity.unit;
}

function reportMissingComparison(
  condition: Extract<Condition, { kind: 'flag' }>,
  { name, meaning, unit }: Quantity,
  context: ResolutionContext,
): void {
  const value = unit === undefined ? '0.5' : `0.5 ${unit}`;
  const message = `A screen says what ${meaning} must be. Write a comparison such as \`${name} <= ${value}\`, or a range.`;
  context.report.add('SP2008', condition.span, message, {
    fixes: [insertion(condition.span.end, ` <= ${value}`, `Insert <= ${value}`)],
  });
}

function reportComparedFlag(
  condition: Exclude<Condition, { kind: 'flag' }>,
  { name }: Quantity,
  context: ResolutionContext,
): void {
  const span = { start: condition.quantity.span.end, end: condition.span.end };
  const message = `\`${name}\` is yes or no and cannot be compared. Write \`screen ${name}\` alone.`;
  context.report.add('SP2007', condition.span, message, {
    fixes: [removal(span, `Write screen ${name} alone`)],
  });
}

/** The condition on one line, as a report shows it. */
export function conditionText(condition: Condition): string {
  if (condition.kind === 'flag') return condition.name.name;
  const { quantity } = condition;
  const name = quantity.kind === 'element' ? quantity.symbol : quantity.name;
  return condition.kind === 'comparison'
    ? `${name} ${condition.operator} ${quantityText(condition.value)}`
    : `${name} in ${quantityText(condition.low)} .. ${quantityText(condition.high)}`;
}

function quantityText(literal: QuantityLiteral | undefined): string {
  if (literal === undefined) return '…';
  return literal.unit === undefined ? literal.number.text : `${literal.number.text} ${literal.unit.text}`;
}
