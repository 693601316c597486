/** SP3007: screens that contradict each other, or that nothing can pass. */
import type { Condition, Span, Statement } from '@spinel-studio/grammar';
import { isElementSymbol } from '../../chemistry/symbols.ts';
import type { ElementSymbol } from '../../chemistry/types.ts';
import { replacement } from '../findings/fixes.ts';
import { listing } from '../findings/listing.ts';
import { type Quantity, quantities } from '../resolution/quantities.ts';
import type { QuickFix, ResolvedScreen, ScreenTest } from '../types.ts';
import type { Check, CheckInput } from './check.ts';
import { type Interval, intervalOf, isEmpty, overlap } from './interval.ts';

interface Narrowed {
  readonly interval: Interval;
  /** The screens that made it so, the latest last. */
  readonly by: readonly ResolvedScreen[];
}

export const checkScreens: Check = (input) => {
  const left = new Map<string, Narrowed>();
  for (const screen of input.study.screens) {
    for (const [quantity, interval] of limitsOf(screen.test)) {
      const before = left.get(quantity) ?? { interval: naturalLimits(quantity), by: [] };
      const after = overlap(before.interval, interval);
      if (!isEmpty(after)) left.set(quantity, { interval: after, by: [...before.by, screen] });
      else reportImpossible(input, screen, quantity, interval, before);
    }
    if (screen.test.kind === 'exclude') checkExclusion(input, screen, screen.test.elements);
    if (screen.test.kind === 'compare' && screen.test.operator === '=') checkEquality(input, screen);
  }
};

/** What a test asks of each quantity; excluding an element is asking for a fraction of zero. */
function limitsOf(test: ScreenTest): readonly (readonly [string, Interval])[] {
  if (test.kind === 'neutral') return [];
  if (test.kind === 'exclude') {
    return test.elements.map((element) => [
      element,
      { least: 0, most: 0, openBelow: false, openAbove: false },
    ]);
  }
  return [[test.quantity, intervalOf(test)]];
}

function naturalLimits(name: string): Interval {
  const known: Quantity | undefined = Object.values(quantities).find((quantity) => quantity.name === name);
  const { least, most } = known ?? { least: 0, most: 1 };
  return { least, most, openBelow: false, openAbove: false };
}

function reportImpossible(
  { context, study }: CheckInput,
  screen: ResolvedScreen,
  quantity: string,
  interval: Interval,
  before: Narrowed,
): void {
  const statement = study.statements[screen.statement];
  if (statement === undefined) return;
  const span = spanOfCondition(statement);
  if (isEmpty(interval)) {
    const message = `Nothing passes \`${screen.text}\`: the range starts above its end. Swap the two.`;
    context.report.add('SP3007', span, message, { fixes: swapEnds(statement) });
    return;
  }
  if (isEmpty(overlap(naturalLimits(quantity), interval))) {
    const { least, most } = naturalLimits(quantity);
    const limits = Number.isFinite(most) ? `between ${least} and ${most}` : `never below ${least}`;
    const message = `Nothing passes \`${screen.text}\`: ${nameOf(quantity)} is ${limits}. Correct the value.`;
    context.report.add('SP3007', span, message);
    return;
  }
  const others = before.by.map(({ text }) => `\`${text}\``);
  const message = `Nothing passes \`${screen.text}\` together with ${listing(others)}. Change or remove one of them.`;
  const related = before.by.flatMap((other) => {
    const node = study.statements[other.statement];
    return node === undefined
      ? []
      : [{ span: spanOfCondition(node), message: `It contradicts \`${other.text}\`.` }];
  });
  context.report.add('SP3007', span, message, { related });
}

/** An element that every base has, and that no substitution takes away completely, is in every candidate. */
function checkExclusion(
  { context, study }: CheckInput,
  screen: ResolvedScreen,
  elements: readonly ElementSymbol[],
): void {
  const statement = study.statements[screen.statement];
  if (statement?.kind !== 'exclude' || study.bases.length === 0) return;
  const taken = new Set(
    study.substitutions.flatMap(({ exchanges }) => exchanges.map(({ element }) => element)),
  );
  const everywhere = elements.filter(
    (element) => !taken.has(element) && study.bases.every(({ composition }) => composition.has(element)),
  );
  if (everywhere.length === 0) return;
  const written = statement.members.find(
    (member) => member.kind === 'element' && everywhere.includes(member.symbol),
  );
  const message = `Nothing passes \`${screen.text}\`: every candidate contains ${listing(everywhere)}. Leave ${everywhere.length === 1 ? 'it' : 'them'} out.`;
  context.report.add('SP3007', (written ?? statement).span, message);
}

/** A predicted number is practically never equal to another. */
function checkEquality({ context, study }: CheckInput, screen: ResolvedScreen): void {
  const statement = study.statements[screen.statement];
  if (statement?.kind !== 'screen' || screen.test.kind !== 'compare') return;
  const { quantity, value } = screen.test;
  if (isElementSymbol(quantity)) return;
  const message = `Hardly anything passes \`${screen.text}\`, since ${nameOf(quantity)} is rarely equal to a number. Write a range, such as \`${quantity} in ${value - 0.1} .. ${value + 0.1}\`.`;
  context.report.add('SP3007', spanOfCondition(statement), message);
}

function nameOf(quantity: string): string {
  const known = Object.values(quantities).find(({ name }) => name === quantity);
  return known?.meaning ?? `the fraction of ${quantity}`;
}

function spanOfCondition(statement: Statement): Span {
  return statement.kind === 'screen' && statement.condition !== undefined
    ? statement.condition.span
    : statement.span;
}

function swapEnds(statement: Statement): readonly QuickFix[] {
  const condition: Condition | undefined = statement.kind === 'screen' ? statement.condition : undefined;
  if (condition?.kind !== 'range' || condition.low === undefined || condition.high === undefined) return [];
  const { low, high } = condition;
  const edits = [
    ...replacement(low.number.span, high.number.text).edits,
    ...replacement(high.number.span, low.number.text).edits,
  ];
  return [{ title: 'Swap the ends of the range', edits }];
}
