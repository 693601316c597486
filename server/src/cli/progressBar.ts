import { grouped } from '../counts.ts';
import type { RunEvent } from '../pipeline/types.ts';
import { duration } from './numbers.ts';

const WIDEST_BAR = 28;
const NARROWEST_BAR = 8;

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

/** One line that says how far a run is: `predicting  ███████▌      53 %  75,300 of 142,717  3,120 rows/s  22 s left` */
export function progressLine(event: Extract<RunEvent, { kind: 'progress' }>, width: number): string {
  const share = event.total === 0 ? 1 : Math.min(1, event.done / event.total);
  const numbers = [
    `${String(Math.floor(share * 100)).padStart(3)} %`,
    `${grouped(event.done)} of ${grouped(event.total)}`,
    ...(event.rowsPerSecond === undefined ? [] : [`${grouped(event.rowsPerSecond)} rows/s`]),
    ...(event.secondsLeft === undefined || share === 1 ? [] : [`${duration(event.secondsLeft)} left`]),
  ];
  const name = STAGE_NAMES[event.stage];
  const room = () => width - 1 - name.length - 4 - numbers.join('  ').length;
  // A line that wraps could not be replaced, so numbers give way where even the narrowest bar is too wide; the last matters least.
  while (numbers.length > 1 && room() < NARROWEST_BAR) numbers.pop();
  const columns = Math.max(NARROWEST_BAR, Math.min(WIDEST_BAR, room()));
  return [name, bar(share, columns), ...numbers].join('  ');
}

const STAGE_NAMES = {
  plan: 'planning',
  predict: 'predicting',
  screen: 'screening',
  rank: 'ranking',
  export: 'exporting',
} as const;

function bar(share: number, columns: number): string {
  const eighths = Math.floor(share * columns * 8);
  const full = '█'.repeat(Math.floor(eighths / 8));
  const part = EIGHTHS[eighths % 8] ?? '';
  return (full + part).padEnd(columns, '·');
}
