/** Syntax tree to study: what the file means, and what is wrong with it. */
import type { ExportStatement, NumberLiteral, ParseResult, Statement } from '@spinel-studio/grammar';
import type { CheckedStatement, CheckInput } from './checks/check.ts';
import { checks } from './checks/index.ts';
import { Report } from './findings/report.ts';
import { Bases } from './resolution/bases.ts';
import { checkDefaultStep } from './resolution/clauseGrid.ts';
import type { ResolutionContext } from './resolution/context.ts';
import { type Families, resolveFamilies } from './resolution/families.ts';
import { reportRepeated, resolveExplanation, resolveExports, resolveRanking } from './resolution/outputs.ts';
import { Pools } from './resolution/pools.ts';
import { resolveExclusion, resolveScreen } from './resolution/screens.ts';
import { SubstitutionResolver } from './resolution/substitutions.ts';
import type { ResolutionEnvironment, ResolvedScreen, Study } from './types.ts';

/**
 * Resolves a parsed file. Every statement is resolved and every check made by itself: what one of them cannot answer, or an error
 * thrown in it, takes nothing from the others. Findings of the parser are not among the study's; `syntaxFindings` gives them.
 */
export function resolveStudy(parsed: ParseResult, environment: ResolutionEnvironment): Study {
  const report = new Report();
  const context: ResolutionContext = { ...parsed, environment, report };
  const attempt = guarded(environment);
  const families = attempt('families', noFamilies(context), () => resolveFamilies(context));
  const pools = new Pools(context);
  attempt('pools', undefined, () => pools.declareAll());
  const bases = new Bases(context, families);
  attempt('bases', undefined, () => bases.declareAll());
  const resolvedPools = attempt('pools', [], () => pools.resolved());
  const statements = resolveSubstitutions(context, bases, pools, attempt);
  const study: Omit<Study, 'findings'> = {
    title: parsed.tree.statements.find((statement) => statement.kind === 'study')?.title?.value,
    statements: parsed.tree.statements,
    families: families.all,
    bases: bases.declared.map(({ base }) => base),
    pools: resolvedPools,
    substitutions: statements.flatMap(({ resolved }) => resolved.substitutions),
    ...resolveOutputs(context, bases, pools, attempt),
  };
  const input: CheckInput = { context, study, families, bases, pools, statements };
  for (const check of checks) attempt(check.name, undefined, () => check(input));
  return { ...study, findings: report.findings() };
}

/** Runs a part of resolution; where it throws, says so to whoever keeps the log, and gives the substitute. */
type Attempt = <Result>(what: string, otherwise: Result, part: () => Result) => Result;

function guarded(environment: ResolutionEnvironment): Attempt {
  return (what, otherwise, part) => {
    try {
      return part();
    } catch (error) {
      environment.failed?.(what, error);
      return otherwise;
    }
  };
}

function noFamilies(context: ResolutionContext): Families {
  return resolveFamilies({ ...context, tree: { ...context.tree, statements: [] } });
}

function resolveSubstitutions(
  context: ResolutionContext,
  bases: Bases,
  pools: Pools,
  attempt: Attempt,
): readonly CheckedStatement[] {
  const resolver = new SubstitutionResolver(context, bases, pools);
  const resolved: CheckedStatement[] = [];
  let defaultStep: NumberLiteral | undefined;
  for (const [index, statement] of context.tree.statements.entries()) {
    if (statement.kind === 'default-step') {
      defaultStep = statement.step;
      checkDefaultStep(defaultStep, context);
    }
    if (statement.kind !== 'substitute') continue;
    const nothing = { substitutions: [], skipped: [], bases: [] };
    const outcome = attempt(`statement ${index}`, nothing, () =>
      resolver.resolve(statement, index, defaultStep),
    );
    resolved.push({ statement, index, resolved: outcome });
  }
  return resolved;
}

function resolveOutputs(
  context: ResolutionContext,
  bases: Bases,
  pools: Pools,
  attempt: Attempt,
): Pick<Study, 'screens' | 'rank' | 'explain' | 'exports'> {
  const screens: ResolvedScreen[] = [];
  const explain: Study['explain'][number][] = [];
  const exportStatements: ExportStatement[] = [];
  const firsts = new Map<Statement['kind'], Statement>();
  let rank: Study['rank'];
  for (const [index, statement] of context.tree.statements.entries()) {
    attempt(`statement ${index}`, undefined, () => {
      const { kind } = statement;
      if (kind === 'screen') screens.push(...present(resolveScreen(statement, index, context)));
      if (kind === 'exclude') screens.push(...present(resolveExclusion(statement, index, pools)));
      if (kind === 'explain') explain.push(...present(resolveExplanation(statement, bases, context)));
      if (kind === 'export') exportStatements.push(statement);
      if (kind === 'study') reportRepeated(firsts.get(kind), statement, 'a title', context);
      if (kind === 'rank') {
        reportRepeated(firsts.get(kind), statement, 'a ranking', context);
        const ranking = resolveRanking(statement, context);
        rank ??= ranking;
      }
      if (!firsts.has(kind)) firsts.set(kind, statement);
    });
  }
  const exports = attempt('exports', [], () => resolveExports(exportStatements, context));
  return { screens, rank, explain, exports };
}

function present<Value>(value: Value | undefined): readonly Value[] {
  return value === undefined ? [] : [value];
}
