import { SpinelError } from '../../errors.ts';
import { runStudy } from '../../pipeline/runStudy.ts';
import { readStudy } from '../../pipeline/studySource.ts';
import type { RunEvent, RunManifest } from '../../pipeline/types.ts';
import { usage } from '../arguments.ts';
import { type Command, type Surroundings, sharedOptions } from '../command.ts';
import { studyEnvironment, withInference } from '../engine.ts';
import { exitCodes } from '../exitCodes.ts';
import { installedModels } from '../installedModels.ts';
import { reportResults } from '../resultReport.ts';
import { eventReporter } from '../runEvents.ts';
import { showErrors } from '../showErrors.ts';
import { engineVersion } from '../version.ts';

export const run: Command = {
  name: 'run',
  summary: 'run a study into a folder of results',
  usage: ['run FILE --out DIR [--json] [--overwrite] [--device DEVICE] [--own-models DIR]'],
  description:
    'Predicts the gaps of all candidates, and their hull energies and spinel probabilities where the study screens or ranks by them,\n' +
    'applies the screens in the order written, ranks, and writes results.parquet, the exports of the study and manifest.json into the\n' +
    'folder. Ctrl+C stops a run; the same command goes on where it stopped. A folder that is complete is left as it is. A file named -\n' +
    'is standard input.',
  options: [
    { name: 'out', value: 'DIR', description: 'The folder of the run; made where it is missing.' },
    { name: 'overwrite', description: 'Start over where the folder holds a run already.' },
    { name: 'json', description: 'Print the events of the run as JSON, one a line.' },
    sharedOptions.device,
    sharedOptions.models,
    sharedOptions.ownModels,
    sharedOptions.runtime,
  ],
  examples: [
    {
      line: 'spinel run examples/znbi2o4.spinel --out znbi2o4-run',
      what: 'With a progress bar, and the best at the end.',
    },
    { line: 'spinel run study.spinel --out run --json | jq .kind', what: 'For other programs.' },
    { line: 'spinel run study.spinel --out run --device cuda', what: 'On the GPU, or not at all.' },
  ],
  async run(invocation, surroundings) {
    const [file, ...more] = invocation.positionals;
    if (file === undefined || more.length > 0) throw usage(run, '"spinel run" takes one file.');
    const folder = invocation.value('out');
    if (folder === undefined) throw usage(run, 'A run needs a folder: --out DIR.');
    const { console, signal } = surroundings;
    const json = invocation.flag('json');
    const tell = json ? (event: RunEvent) => console.line(JSON.stringify(event)) : eventReporter(console);
    let seconds = 0;
    try {
      const source = await readStudy(file, studyEnvironment(await installedModels(invocation)));
      if (!json) showErrors(source, console);
      const manifest = await withInference(invocation, (inference) =>
        runStudy({
          source,
          folder,
          inference,
          engineVersion,
          signal,
          overwrite: invocation.flag('overwrite'),
          onEvent: (event) => {
            if (event.kind === 'finished') seconds = event.seconds;
            tell(event);
          },
        }),
      );
      if (!json) await reportResults({ folder, manifest, study: source.study, seconds }, console);
      return exitCodeOf(manifest);
    } catch (error) {
      if (error instanceof SpinelError && json) tell({ kind: 'failed', ...error.toJSON() });
      if (signal.aborted && !(error instanceof SpinelError)) noteStopped(folder, surroundings);
      throw error;
    }
  },
};

function exitCodeOf(manifest: RunManifest): number {
  return manifest.counts.failed > 0 ? exitCodes.findings : exitCodes.fine;
}

function noteStopped(folder: string, { console }: Surroundings): void {
  console.status('');
  if (!console.abandoned)
    console.note(`Stopped. The finished parts are kept in ${folder}; the same command goes on from there.`);
}
