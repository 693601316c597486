import { checkDevices } from '../../inference/doctor.ts';
import { cudaFolder, fetchCudaProvider } from '../../inference/fetchCuda.ts';
import type { DeviceReport } from '../../inference/types.ts';
import { usage } from '../arguments.ts';
import { type Command, type Surroundings, sharedOptions } from '../command.ts';
import type { Console } from '../console.ts';
import { inferenceProcess, logOf, modelsFolder, runtimeFolder } from '../engine.ts';
import { exitCodes } from '../exitCodes.ts';
import { wrapText } from '../wrapText.ts';

export const doctor: Command = {
  name: 'doctor',
  summary: 'find out which devices can predict on this machine',
  usage: ['doctor [--json] [--models DIR] [--runtime DIR]', 'doctor --fetch-cuda'],
  description:
    'Tries every device, each in a process of its own, with a first run whose numbers are checked. For each that does not work it says\n' +
    'why and what to do. The exit code is 1 where none works. With --fetch-cuda the CUDA provider of the ONNX runtime is downloaded\n' +
    'beforehand (Linux x64, some hundred megabytes); nothing else here touches a network.',
  options: [
    { name: 'fetch-cuda', description: 'Download the CUDA provider first.' },
    sharedOptions.json,
    sharedOptions.models,
    sharedOptions.runtime,
  ],
  examples: [
    { line: 'spinel doctor', what: 'Which devices work, and how fast they are.' },
    { line: 'spinel doctor --fetch-cuda', what: 'Makes CUDA work where there is an NVIDIA GPU.' },
  ],
  async run(invocation, surroundings) {
    if (invocation.positionals.length > 0) throw usage(doctor, '"spinel doctor" takes no arguments.');
    const fetched = invocation.flag('fetch-cuda') ? await fetchCuda(surroundings) : undefined;
    const { console } = surroundings;
    const json = invocation.flag('json');
    console.status('trying devices …');
    const reports = await checkDevices({
      modelsFolder: modelsFolder(invocation),
      processEntry: inferenceProcess(),
      runtimeFolder: fetched ?? runtimeFolder(invocation),
      log: logOf(),
      onReport: (report) => {
        if (!json) print(report, console);
      },
    });
    console.status('');
    if (json) console.line(JSON.stringify(reports, null, 2));
    return reports.some(({ works }) => works) ? exitCodes.fine : exitCodes.findings;
  },
};

async function fetchCuda({ console, signal }: Surroundings): Promise<string> {
  const folder = await fetchCudaProvider({ folder: cudaFolder(), log: (line) => console.note(line), signal });
  console.note(`The CUDA provider is in ${folder}. Predictions use it with --runtime ${folder}`);
  console.note(`or, in the editor, with the setting "spinel.runtimeFolder": "${folder}".`);
  return folder;
}

/** Wide enough for every device's name. */
const NAME_WIDTH = 8;

function print({ device, works, detail, remedy }: DeviceReport, { line, paint, width }: Console): void {
  const mark = works ? paint('good', 'works') : paint('warning', 'no   ');
  const indent = ' '.repeat(NAME_WIDTH + 7);
  const [first = '', ...rest] = wrapText(detail, indent, width);
  line(`${device.padEnd(NAME_WIDTH)}${mark}  ${first.trimStart()}`);
  for (const next of rest) line(next);
  for (const next of remedy === undefined ? [] : wrapText(remedy, indent, width)) line(next);
}
