import { checkDevices } from '../../inference/doctor.ts';
import { cudaFolder, fetchCudaProvider } from '../../inference/fetchCuda.ts';
import type { DeviceReport } from '../../inference/types.ts';
import { usage } from '../arguments.ts';
import { type Command, type Invocation, type Surroundings, sharedOptions } from '../command.ts';
import type { Console } from '../console.ts';
import { deviceRestriction } from '../deviceRestriction.ts';
import {
  inferenceProcess,
  logOf,
  modelRegistry,
  modelsFolder,
  ownModelsFolder,
  runtimeFolder,
} from '../engine.ts';
import { exitCodes } from '../exitCodes.ts';
import { wrapText } from '../wrapText.ts';

export const doctor: Command = {
  name: 'doctor',
  summary: 'find out which devices can predict on this machine',
  usage: ['doctor [--json] [--own-models DIR] [--runtime DIR]', 'doctor --fetch-cuda'],
  description:
    'Tries every device, each in a process of its own, with a first run whose numbers are checked. For each that does not work it says\n' +
    'why and what to do, and at the end which models run on the CPU whatever device is chosen. The exit code is 1 where no device works.\n' +
    'With --fetch-cuda the CUDA provider of the ONNX runtime is downloaded beforehand (Linux x64, some hundred megabytes); nothing else\n' +
    'here touches a network.',
  options: [
    { name: 'fetch-cuda', description: 'Download the CUDA provider first.' },
    sharedOptions.json,
    sharedOptions.models,
    sharedOptions.ownModels,
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
      ownModelsFolder: ownModelsFolder(invocation),
      processEntry: inferenceProcess(),
      runtimeFolder: fetched ?? runtimeFolder(invocation),
      log: logOf(),
      onReport: (report) => {
        if (!json) print(report, console);
      },
    });
    console.status('');
    if (json) console.line(JSON.stringify(reports, null, 2));
    else for (const line of await restrictedModels(invocation, console)) console.line(line);
    return reports.some(({ works }) => works) ? exitCodes.fine : exitCodes.findings;
  },
};

/** Models that do not run on every device, which is theirs and no failure of a device. */
async function restrictedModels(invocation: Invocation, { width }: Console): Promise<readonly string[]> {
  const models = await modelRegistry(invocation).models();
  return models.flatMap((model) => {
    const restriction = deviceRestriction(model);
    return restriction === undefined
      ? []
      : wrapText(`${model.id} ${model.version} ${restriction}`, '', width);
  });
}

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
