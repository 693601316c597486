/** What a study hands over: title, ranking, explanations and exports. */
import type {
  ExplainStatement,
  ExportStatement,
  RankKey,
  RankStatement,
  Statement,
  StringLiteral,
} from '@spinel-studio/grammar';
import type { Composition } from '../../chemistry/composition.ts';
import { removal, removalFromList, replacement } from '../findings/fixes.ts';
import type { ResolvedRankKey, Study } from '../types.ts';
import type { Bases } from './bases.ts';
import type { ResolutionContext } from './context.ts';
import { readFormula } from './formulas.ts';
import { readNumber } from './numbers.ts';
import { type Quantity, readQuantityValue, resolveQuantity } from './quantities.ts';

/** Endings that a run can write. */
const exportEndings = ['.parquet', '.csv'];

/** Reports a second statement of a kind that a study has only once (SP2008). */
export function reportRepeated(
  first: Statement | undefined,
  statement: Statement,
  what: string,
  { report }: ResolutionContext,
): void {
  if (first === undefined) return;
  const span = { start: statement.span.start, end: statement.span.start + statement.kind.length };
  report.add('SP2008', span, `The study has ${what} already, and the first one counts. Remove this one.`, {
    fixes: [removal(statement.span, 'Remove this statement')],
    related: [{ span: first.span, message: 'This is the first one.' }],
  });
}

export function resolveRanking(statement: RankStatement, context: ResolutionContext): Study['rank'] {
  const keys = statement.keys.map((key) => resolveKey(key, context)).filter((key) => key !== undefined);
  const top = resolveTop(statement, context);
  return keys.length === 0 ? undefined : { keys, top };
}

function resolveKey(key: RankKey, context: ResolutionContext): ResolvedRankKey | undefined {
  if (key.quantity === undefined) return undefined;
  const quantity = resolveQuantity(key.quantity, context);
  if (quantity === undefined) return undefined;
  if (quantity.flag) {
    const message = `\`${quantity.name}\` is yes or no, so it gives no order. Write \`screen ${quantity.name}\` instead, and rank by a number.`;
    context.report.add('SP2007', key.span, message);
    return undefined;
  }
  const target = readQuantityValue(key.target, quantity, context);
  return { quantity: quantity.name, target, descending: key.descending };
}

function resolveTop({ top }: RankStatement, context: ResolutionContext): number | undefined {
  const value = readNumber(top, context);
  if (top === undefined || value === undefined) return undefined;
  if (value.isInteger && value.isPositive) return value.toNumber();
  const whole = String(Math.max(1, Math.round(value.toNumber())));
  const message = `${top.text} candidates cannot be kept. Write a whole number above zero, such as ${whole}.`;
  context.report.add('SP2008', top.span, message, { fixes: [replacement(top.span, whole)] });
  return undefined;
}

export function resolveExplanation(
  { quantity, targets }: ExplainStatement,
  bases: Bases,
  context: ResolutionContext,
): Study['explain'][number] | undefined {
  if (quantity === undefined) return undefined;
  const known = resolveQuantity(quantity, context);
  if (known === undefined) return undefined;
  if (!isExplainable(known)) {
    const message = `\`${known.name}\` is ${known.meaning}, which is computed and needs no explanation. Explain \`gap\`, \`spinel\` or \`hull\`.`;
    context.report.add('SP2007', quantity.span, message, { fixes: [replacement(quantity.span, 'gap')] });
    return undefined;
  }
  const compositions = targets.flatMap((target): readonly Composition[] => {
    if (target.kind === 'formula') {
      const formula = readFormula(target, context);
      return formula === undefined ? [] : [formula.composition];
    }
    return bases.find(target).flatMap((place) => bases.declared[place]?.base.composition ?? []);
  });
  return { quantity: known.name, targets: compositions };
}

/** What a model predicts as such, and not what describes its prediction. */
function isExplainable({ name, model }: Quantity): boolean {
  return name === model;
}

export function resolveExports(
  statements: readonly ExportStatement[],
  context: ResolutionContext,
): Study['exports'] {
  const paths = new Map<string, StringLiteral>();
  for (const statement of statements) {
    for (const [index, path] of statement.paths.entries()) {
      const earlier = paths.get(path.value);
      if (earlier !== undefined) {
        const fix =
          removalFromList(statement.paths, index, 'Remove it') ?? removal(statement.span, 'Remove it');
        context.report.add('SP2008', path.span, `${path.value} is exported twice. Remove one of them.`, {
          fixes: [fix],
          related: [{ span: earlier.span, message: 'It is exported here already.' }],
        });
        continue;
      }
      paths.set(path.value, path);
      reportUnknownEnding(path, context);
    }
  }
  return [...paths].map(([path, { span }]) => ({ path, span }));
}

function reportUnknownEnding({ value, span }: StringLiteral, { report }: ResolutionContext): void {
  const ending = /\.[^./\\]*$/.exec(value)?.[0].toLowerCase() ?? '';
  if (exportEndings.includes(ending)) return;
  const stem = value.slice(0, value.length - ending.length) || 'results';
  const fixes = exportEndings.map((known) =>
    replacement(span, JSON.stringify(stem + known), `Export ${stem}${known}`),
  );
  const message = `The ending of an exported file says its format, and ${ending === '' ? 'this one has none' : `${ending} is none that is known`}. Use ${exportEndings.join(', ')}.`;
  report.add('SP2008', span, message, { fixes });
}
