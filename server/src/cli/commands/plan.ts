import { counted, grouped } from '../../counts.ts';
import { SpinelError } from '../../errors.ts';
import { measureRate, planStudy, type StudyPlan } from '../../pipeline/planStudy.ts';
import { refuseUnusable } from '../../pipeline/preflight.ts';
import { readStudy, type StudySource } from '../../pipeline/studySource.ts';
import { usage } from '../arguments.ts';
import { type Command, type Invocation, sharedOptions } from '../command.ts';
import type { Console } from '../console.ts';
import { studyEnvironment, withInference } from '../engine.ts';
import { exitCodes } from '../exitCodes.ts';
import { installedModels } from '../installedModels.ts';
import { byteCount, duration } from '../numbers.ts';
import { showErrors } from '../showErrors.ts';
import { shownName } from '../shownName.ts';
import { textTable } from '../textTable.ts';

/** Measured on studies of 100,000 candidates: parts and results together, compressed. */
const BYTES_PER_ROW = 45;

/** Statements that list a hundred bases are cut here even where the output is no terminal. */
const MAXIMUM_TEXT = 96;

/** What is known of the time that a run would take. */
type Estimate =
  | {
      readonly known: true;
      readonly rowsPerSecond: number;
      readonly seconds: number;
      readonly device: string;
    }
  | { readonly known: false; readonly reason: string };

export const plan: Command = {
  name: 'plan',
  summary: 'count the candidates of a study and estimate its run',
  usage: ['plan FILE [--json] [--no-estimate] [--device DEVICE] [--own-models DIR]'],
  description:
    'Counts the candidates of every statement and the distinct ones in all. The time of a run is estimated by predicting a few\n' +
    'candidates from all over the study. A file named - is standard input.',
  options: [
    sharedOptions.json,
    { name: 'no-estimate', description: 'Only count; load no model.' },
    sharedOptions.device,
    sharedOptions.models,
    sharedOptions.ownModels,
    sharedOptions.runtime,
  ],
  examples: [
    {
      line: 'spinel plan examples/paper.spinel',
      what: 'Counts per statement, distinct total, time and size of a run.',
    },
    { line: 'spinel plan --json --no-estimate study.spinel', what: 'Counts only, for other programs.' },
  ],
  async run(invocation, { console, signal }) {
    const [file, ...more] = invocation.positionals;
    if (file === undefined || more.length > 0) throw usage(plan, '"spinel plan" takes one file.');
    const source = await readStudy(file, studyEnvironment(await installedModels(invocation)));
    showErrors(source, console);
    refuseUnusable(source);
    const counts = planStudy(source);
    const estimate = await estimateRun(source, counts, invocation, signal);
    const peakMemoryBytes = process.resourceUsage().maxRSS * 1024;
    if (invocation.flag('json')) {
      console.line(JSON.stringify({ file: shownName(file), ...counts, estimate, peakMemoryBytes }, null, 2));
    } else {
      printPlan(source, counts, estimate, peakMemoryBytes, console);
    }
    return exitCodes.fine;
  },
};

async function estimateRun(
  source: StudySource,
  counts: StudyPlan,
  invocation: Invocation,
  signal: AbortSignal,
): Promise<Estimate> {
  if (invocation.flag('no-estimate')) return { known: false, reason: 'no estimate was asked for' };
  try {
    return await withInference(invocation, async (inference) => {
      const rowsPerSecond = await measureRate(source, inference, signal);
      if (Number.isNaN(rowsPerSecond)) return { known: false, reason: 'the study is too small to measure' };
      const seconds = counts.distinct / rowsPerSecond + counts.countingSeconds;
      return { known: true, rowsPerSecond, seconds, device: inference.status.device ?? 'unknown' };
    });
  } catch (error) {
    // A named device that is absent is the user's to mend; a missing model only leaves the estimate out.
    if (!(error instanceof SpinelError) || error.code === 'SP6001' || error.code === 'SP4004') throw error;
    return { known: false, reason: `${error.code}: ${error.message}` };
  }
}

function printPlan(
  source: StudySource,
  counts: StudyPlan,
  estimate: Estimate,
  peakMemoryBytes: number,
  console: Console,
): void {
  const title = source.study.title ?? shownName(source.file);
  console.line(console.paint('heading', title));
  console.line();
  const columns = [
    { heading: 'line', align: 'right' },
    { heading: 'candidates', align: 'right' },
    { heading: 'statement', align: 'left' },
  ] as const;
  const rows = counts.statements.map(({ line, text, candidates }) => [
    String(line),
    grouped(candidates),
    shortened(text, Math.min(MAXIMUM_TEXT, Math.max(20, console.width - 24))),
  ]);
  for (const line of textTable(columns, rows, (text) => console.paint('faint', text))) console.line(line);
  console.line();
  console.line(
    `  ${console.paint('heading', counted(counts.distinct, 'distinct candidate'))}, reached in ${counted(counts.raw, 'way')}`,
  );
  console.line(`  ${timeText(estimate)}`);
  console.line(`  about ${byteCount(counts.distinct * BYTES_PER_ROW)} of results`);
  console.line(
    `  counted in ${duration(counts.countingSeconds)} with ${byteCount(peakMemoryBytes)} of memory at most`,
  );
}

function timeText(estimate: Estimate): string {
  if (!estimate.known) return `time unknown: ${estimate.reason}`;
  return `about ${duration(estimate.seconds)} at ${grouped(estimate.rowsPerSecond)} rows/s on ${estimate.device}`;
}

function shortened(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
