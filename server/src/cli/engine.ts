import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { SpinelError } from '../errors.ts';
import { deviceSettings } from '../inference/devices.ts';
import { type ModelRegistry, openRegistry } from '../inference/registry.ts';
import { createInferenceService, type LocalInferenceService } from '../inference/service.ts';
import type { DeviceSetting, ModelDescription } from '../inference/types.ts';
import type { StudyEnvironment } from '../pipeline/studySource.ts';
import type { Invocation } from './command.ts';
import { nearestWord } from './nearestWord.ts';

/** A command ends its inference process itself; this only bounds how long an idle one may stay. */
const IDLE_SECONDS = 60;

/** Candidates above which a study is called large (SP3005) on the command line, where nothing waits for it. */
const CANDIDATE_LIMIT = 1_000_000;

/** Predictions per second on an ordinary processor, for the estimate in SP3005; `plan` measures instead. */
const USUAL_RATE = 2000;

/** The folder of this module: `server/dist` in a bundle, `server/src/cli` otherwise. */
const here = path.dirname(fileURLToPath(import.meta.url));

/** The first of several places that exists; where none does, the first, so that the error names it. */
function firstThatExists(...places: readonly string[]): string {
  return places.find((place) => existsSync(place)) ?? places[0] ?? here;
}

/** The models named on the command line or by SPINEL_MODELS, or those shipped beside this program. */
export function modelsFolder(invocation: Invocation): string {
  const named = invocation.value('models') ?? process.env.SPINEL_MODELS;
  if (named !== undefined && named !== '') return path.resolve(named);
  return firstThatExists(path.join(here, '../../models'), path.join(here, '../../../models'));
}

/** The folder of the user's own models; empty for none. */
export function ownModelsFolder(invocation: Invocation): string {
  const named = invocation.value('own-models') ?? process.env.SPINEL_OWN_MODELS ?? '';
  return named === '' ? '' : path.resolve(named);
}

/** The models that a command works with. */
export function modelRegistry(invocation: Invocation): ModelRegistry {
  return openRegistry(modelsFolder(invocation), ownModelsFolder(invocation));
}

/** The inference process, in a bundle or as source. */
export function inferenceProcess(): string {
  return firstThatExists(path.join(here, 'inference.mjs'), path.join(here, '../inference/process.ts'));
}

/** The device asked for; throws SP6001 where there is none of that name. */
export function deviceSetting(invocation: Invocation): DeviceSetting {
  const text = invocation.value('device') ?? 'auto';
  const device = deviceSettings.find((setting) => setting === text);
  if (device !== undefined) return device;
  const nearest = nearestWord(text, deviceSettings);
  const hint = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
  throw new SpinelError(
    'SP6001',
    `There is no device "${text}".${hint}`,
    `Choose one of ${deviceSettings.join(', ')}.`,
  );
}

/** The folder of the user's own runtime; empty for the one shipped. */
export function runtimeFolder(invocation: Invocation): string {
  const named = invocation.value('runtime') ?? process.env.SPINEL_RUNTIME ?? '';
  return named === '' ? '' : path.resolve(named);
}

/** Lets `use` predict and ends the inference process whatever happens. */
export async function withInference<Result>(
  invocation: Invocation,
  use: (inference: LocalInferenceService) => Promise<Result>,
): Promise<Result> {
  const inference = createInferenceService({
    modelsFolder: modelsFolder(invocation),
    ownModelsFolder: ownModelsFolder(invocation),
    processEntry: inferenceProcess(),
    device: deviceSetting(invocation),
    runtimeFolder: runtimeFolder(invocation),
    idleSeconds: IDLE_SECONDS,
    log: logOf(),
  });
  try {
    return await use(inference);
  } finally {
    await inference.dispose();
  }
}

/** What the inference process says of itself goes to standard error where SPINEL_LOG is set. */
export function logOf(): (line: string) => void {
  if ((process.env.SPINEL_LOG ?? '') === '') return () => undefined;
  return (line) => process.stderr.write(`[inference] ${line}\n`);
}

/** What findings depend on: the installed models decide which quantities are answered and what lies outside the training data. */
export function studyEnvironment(models: readonly ModelDescription[]): StudyEnvironment {
  const gap = models.find(({ quantity }) => quantity === 'gap');
  const trained =
    gap === undefined ? {} : { trainedElements: new Map(Object.entries(gap.domain.elementCounts)) };
  const minimum = gap === undefined ? {} : { minimumTrainedRows: gap.domain.minElementCount };
  return {
    ...trained,
    ...minimum,
    predictedQuantities: new Set(models.map(({ quantity }) => quantity)),
    candidateLimit: CANDIDATE_LIMIT,
    predictionsPerSecond: USUAL_RATE,
  };
}
