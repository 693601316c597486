/** What the notification of a run says. */
import type { RunEvent, RunStage } from '@spinel-studio/server/pipeline/types.ts';

const stages: Readonly<Record<RunStage, string>> = {
  plan: 'Counting candidates',
  predict: 'Predicting gaps',
  screen: 'Applying screens',
  rank: 'Ranking',
  export: 'Writing results',
};

function amount(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 0 });
}

/** `40 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

type Progress = Extract<RunEvent, { kind: 'progress' }>;

export function progressText(event: Progress): string {
  const parts = [`${stages[event.stage]}: ${amount(event.done)} of ${amount(event.total)}`];
  if (event.rowsPerSecond !== undefined) parts.push(`${amount(event.rowsPerSecond)} rows/s`);
  if (event.secondsLeft !== undefined) parts.push(`${duration(event.secondsLeft)} left`);
  return parts.join(', ');
}

type Finished = Extract<RunEvent, { kind: 'finished' }>;

export function finishedText(event: Finished): string {
  const failed = event.failed > 0 ? `, ${amount(event.failed)} without prediction` : '';
  return `${amount(event.candidates)} candidates in ${duration(event.seconds)}, ${amount(event.kept)} kept${failed}.`;
}

/** The share of a run that is done, in percent. Predicting takes nearly all the time, so other stages do not count. */
export function percentDone(event: Progress): number {
  return event.stage === 'predict' && event.total > 0 ? (100 * event.done) / event.total : 0;
}
