/** The one place where implementations meet interfaces. Tests swap a service here. */
import { parse } from '@spinel-studio/grammar';
import type { Rungs } from './documents/ladder.ts';
import type { ServerOptions } from './features/server/options.ts';
import { openRegistry } from './inference/registry.ts';
import { createInferenceService } from './inference/service.ts';
import type { DeviceReport, InferenceService, ModelDescription } from './inference/types.ts';
import { readTable } from './pipeline/csv/readTable.ts';
import type { Settings } from './protocol.ts';
import { createCandidateSpace } from './study/candidates/candidateSpace.ts';
import { resolveStudy } from './study/resolveStudy.ts';
import type { TableSource } from './study/types.ts';

/** Everything that the server takes from the rooms below it. */
export interface Services {
  readonly rungs: Rungs;
  readonly readTable: (file: string) => Promise<TableSource>;
  readonly models: (options: ServerOptions, settings: Settings) => Promise<readonly ModelDescription[]>;
  readonly createInference: (
    options: ServerOptions,
    settings: Settings,
    log: (line: string) => void,
  ) => InferenceService;
  readonly checkDevices: (
    options: ServerOptions,
    settings: Settings,
    log: (line: string) => void,
  ) => Promise<readonly DeviceReport[]>;
  readonly now: () => Date;
}

/** Seconds without a prediction after which the inference process ends and its memory is free again. */
const IDLE_SECONDS = 300;

export const services: Services = {
  rungs: { parse, resolve: resolveStudy, enumerate: createCandidateSpace },
  readTable,
  models: ({ modelsFolder }, { ownModelsFolder }) => openRegistry(modelsFolder, ownModelsFolder).models(),
  createInference: ({ modelsFolder, inferenceProcess }, { device, runtimeFolder, ownModelsFolder }, log) =>
    createInferenceService({
      modelsFolder,
      ownModelsFolder,
      processEntry: inferenceProcess,
      device,
      runtimeFolder,
      idleSeconds: IDLE_SECONDS,
      log,
    }),
  checkDevices: async ({ modelsFolder, inferenceProcess }, { runtimeFolder, ownModelsFolder }, log) => {
    const { checkDevices } = await import('./inference/doctor.ts');
    return checkDevices({
      modelsFolder,
      ownModelsFolder,
      processEntry: inferenceProcess,
      runtimeFolder,
      log,
    });
  },
  now: () => new Date(),
};
