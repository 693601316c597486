import { counted, grouped } from '../counts.ts';
import type { RunEvent } from '../pipeline/types.ts';
import type { Console } from './console.ts';
import { progressLine } from './progressBar.ts';

/** Seconds between two lines of progress where nobody watches a bar, such as in the log of a cluster. */
const LOG_INTERVAL = 30;

/** Tells a person how a run goes: a bar on a terminal, a line now and then elsewhere. */
export function eventReporter(console: Console): (event: RunEvent) => void {
  let lastLogged = performance.now();
  const log = (event: Extract<RunEvent, { kind: 'progress' }>) => {
    const now = performance.now();
    if (console.watched || now - lastLogged < LOG_INTERVAL * 1000) return;
    lastLogged = now;
    console.note(progressLine(event, Number.POSITIVE_INFINITY));
  };
  return (event) => {
    switch (event.kind) {
      case 'started':
        console.note(startText(event, console));
        break;
      case 'progress':
        console.status(progressLine(event, console.statusWidth));
        log(event);
        break;
      case 'warning':
        console.note(`${console.paintNote('warning', 'warning')} ${event.code}: ${event.message}`);
        break;
      case 'failed':
      case 'screened':
      case 'exported':
        // What became of screens and exports stands in the summary at the end; failures are reported by the command line.
        break;
      case 'finished':
        console.status('');
        break;
    }
  };
}

function startText(event: Extract<RunEvent, { kind: 'started' }>, { paintNote }: Console): string {
  const title = paintNote('heading', event.study);
  if (event.distinct > 0 && event.resumedFrom === event.distinct)
    return `${title}: all ${counted(event.distinct, 'candidate')} are predicted already`;
  if (event.resumedFrom > 0) {
    return `${title}: going on after ${grouped(event.resumedFrom)} of ${counted(event.distinct, 'candidate')}`;
  }
  return `${title}: ${counted(event.distinct, 'candidate')}`;
}
