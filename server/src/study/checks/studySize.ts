/** SP3005: studies larger than the limit that the user set. */
import { counted, grouped } from '../../counts.ts';
import { estimate } from '../estimate.ts';
import { waysOf } from '../resolution/substitutions.ts';
import type { ResolvedSubstitution } from '../types.ts';
import type { Check } from './check.ts';

export const checkStudySize: Check = ({ context, study, statements }) => {
  const { candidateLimit, predictionsPerSecond } = context.environment;
  const sizes = statements.map(({ resolved }) => rawSize(resolved.substitutions));
  const raw = sizes.reduce((sum, size) => sum + size, study.bases.length);
  if (raw <= candidateLimit) return;
  const largest = statements[sizes.indexOf(Math.max(...sizes))];
  const span = largest?.statement.span ?? study.bases[0]?.span;
  if (span === undefined) return;
  const { seconds, bytes } = estimate(raw, predictionsPerSecond);
  const message =
    `This study has up to ${counted(raw, 'candidate')}, more than the limit of ${grouped(candidateLimit)}: ` +
    `about ${duration(seconds)} of predictions and ${size(bytes)} of results. Take larger steps or smaller pools, raise the limit ` +
    '(`spinel.candidateLimit`), or run it as a job of a cluster: `spinel run FILE --out FOLDER` goes on where it was stopped.';
  context.report.add('SP3005', span, message);
};

/** Ways to reach a candidate, an upper bound of the candidates. */
function rawSize(substitutions: readonly ResolvedSubstitution[]): number {
  return substitutions.reduce((sum, { exchanges }) => sum + waysOf(exchanges), 0);
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3_600)} h`;
  return counted(Math.round(seconds / 86_400), 'day');
}

function size(bytes: number): string {
  if (bytes < 1e9) return `${Math.max(1, Math.round(bytes / 1e6))} MB`;
  return `${(bytes / 1e9).toFixed(bytes < 1e10 ? 1 : 0)} GB`;
}
