import { grouped } from '../../counts.ts';
import { SpinelError } from '../../errors.ts';
import { modelFile } from '../../inference/registry.ts';
import type { ModelDescription } from '../../inference/types.ts';
import { usage } from '../arguments.ts';
import { type Command, sharedOptions } from '../command.ts';
import { deviceRestriction } from '../deviceRestriction.ts';
import { modelRegistry, modelsFolder, ownModelsFolder } from '../engine.ts';
import { errorText } from '../errorText.ts';
import { exitCodes } from '../exitCodes.ts';
import { byteCount } from '../numbers.ts';

export const models: Command = {
  name: 'models',
  summary: 'show the installed models and their measured errors',
  usage: ['models [--verify] [--json] [--own-models DIR]'],
  description:
    'Lists what manifest.json says of each model. With --verify every file is read and compared with its SHA-256; a difference makes\n' +
    'the exit code 1.',
  options: [
    { name: 'verify', description: 'Compare every model file with its checksum.' },
    sharedOptions.json,
    sharedOptions.models,
    sharedOptions.ownModels,
  ],
  examples: [
    { line: 'spinel models', what: 'Models, what they predict, and how well.' },
    { line: 'spinel models --verify', what: 'Whether the files are the ones they should be.' },
  ],
  async run(invocation, { console }) {
    if (invocation.positionals.length > 0) throw usage(models, '"spinel models" takes no arguments.');
    const folder = modelsFolder(invocation);
    const ownFolder = ownModelsFolder(invocation);
    const registry = modelRegistry(invocation);
    const descriptions = await registry.models();
    const problems = new Map<string, SpinelError>();
    if (invocation.flag('verify')) {
      for (const model of descriptions) {
        await registry.load(model).catch((error: unknown) => {
          if (!(error instanceof SpinelError)) throw error;
          problems.set(model.id, error);
        });
      }
    }
    const verified = invocation.flag('verify');
    if (invocation.flag('json')) {
      const list = descriptions.map((model) => ({
        ...model,
        ...(verified ? { intact: !problems.has(model.id) } : {}),
      }));
      const own = ownFolder === '' ? {} : { ownFolder };
      console.line(JSON.stringify({ folder, ...own, models: list }, null, 2));
    } else {
      for (const model of descriptions) {
        console.line(`${console.paint('heading', `${model.id} ${model.version}`)}  ${model.title}`);
        for (const line of facts(model, folder)) console.line(`  ${line}`);
        if (verified && !problems.has(model.id)) console.line(`  ${console.paint('good', 'intact')}`);
        console.line();
      }
    }
    for (const error of problems.values()) console.note(errorText(error, console));
    return problems.size > 0 ? exitCodes.findings : exitCodes.fine;
  },
};

function facts(model: ModelDescription, folder: string): readonly string[] {
  const restriction = deviceRestriction(model);
  return [
    model.summary,
    `predicts   ${model.quantity}${unitText(model)}, up to ${model.limits.maxElements} elements`,
    ...(restriction === undefined ? [] : [`devices    ${restriction}`]),
    `file       ${modelFile(folder, model, model.file)} (${byteCount(model.bytes)}, ${grouped(model.parameters)} parameters, ${model.precision})`,
    `SHA-256    ${model.sha256}`,
    `licence    ${model.licence}`,
    `card       ${modelFile(folder, model, model.card)}`,
    'measured errors',
    ...model.errors.slice(0, SHOWN_ERRORS).map(errorLine),
    ...(model.errors.length > SHOWN_ERRORS
      ? [`  and ${model.errors.length - SHOWN_ERRORS} more figures in the card, or with --json`]
      : []),
  ];
}

/** ` in eV`; for a plain number the values that it can have. */
function unitText({ unit, range: { least, most } }: ModelDescription): string {
  if (unit !== '1') return ` in ${unit}`;
  return least === undefined || most === undefined ? '' : `, a number from ${least} to ${most}`;
}

/** The first figures of a manifest are the ones that matter most. */
const SHOWN_ERRORS = 8;

function errorLine({ what, value, unit, rows }: ModelDescription['errors'][number]): string {
  return `  ${String(value).padEnd(7)} ${(unit === '1' ? '' : unit).padEnd(3)} ${what} (${grouped(rows)} rows)`;
}
