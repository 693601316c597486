import type { Span, StudyFile, SyntaxProblem } from '@spinel-studio/grammar';
import type { Report } from '../findings/report.ts';
import type { ResolutionEnvironment } from '../types.ts';

/** What every step of resolution has at hand. */
export interface ResolutionContext {
  readonly tree: StudyFile;
  readonly problems: readonly SyntaxProblem[];
  readonly environment: ResolutionEnvironment;
  readonly report: Report;
}

/** Whether the parser found something wrong inside this span, so that a finding here would only repeat it. */
export function hasSyntaxProblem({ problems }: ResolutionContext, span: Span): boolean {
  return problems.some((problem) => problem.span.start < span.end && problem.span.end > span.start);
}
