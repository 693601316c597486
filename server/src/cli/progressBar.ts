import type { RunEvent } from '../pipeline/types.ts';
import { duration, grouped } from './numbers.ts';

const BAR_WIDTH = 28;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

/** One line that says how far a run is: `predicting  ███████▌      53 %  75,300 of 142,717  3,120 rows/s  22 s left` */
export function progressLine(event: Extract<RunEvent, { kind: 'progress' }>, width: number): string {
  const share = event.total === 0 ? 1 : Math.min(1, event.done / event.total);
  const pieces = [
    STAGE_NAMES[event.stage],
    bar(share),
    `${String(Math.floor(share * 100)).padStart(3)} %`,
    `${grouped(event.done)} of ${grouped(event.total)}`,
    ...(event.rowsPerSecond === undefined ? [] : [`${grouped(event.rowsPerSecond)} rows/s`]),
    ...(event.secondsLeft === undefined || share === 1 ? [] : [`${duration(event.secondsLeft)} left`]),
  ];
  // A line that wraps could not be replaced; what matters least stands last.
  while (pieces.length > 2 && pieces.join('  ').length >= width) pieces.pop();
  return pieces.join('  ');
}

const STAGE_NAMES = {
  plan: 'planning',
  predict: 'predicting',
  screen: 'screening',
  rank: 'ranking',
  export: 'exporting',
} as const;

function bar(share: number): string {
  const eighths = Math.floor(share * BAR_WIDTH * 8);
  const full = '█'.repeat(Math.floor(eighths / 8));
  const part = EIGHTHS[eighths % 8] ?? '';
  return (full + part).padEnd(BAR_WIDTH, '·');
}
