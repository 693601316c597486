/** What tests of the inference room share: compositions, a service in a folder of its own, a clock that runs fast. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach } from 'vitest';
import { Composition } from '../../chemistry/composition.ts';
import { Rational } from '../../chemistry/rational.ts';
import type { Clock } from '../clock.ts';
import {
  createInferenceService,
  type InferenceServiceOptions,
  type LocalInferenceService,
} from '../service.ts';
import type { Query } from '../types.ts';
import { type PlainModelOptions, writePlainModels } from './plainModel.ts';

export const processEntry = fileURLToPath(new URL('../process.ts', import.meta.url));

/** A query from symbols and whole amounts: `query({ Zn: 1, Bi: 2, O: 4 })`. */
export function query(amounts: Readonly<Record<string, number>>, spaceGroup = 227): Query {
  const composition = Composition.of(
    Object.entries(amounts).map(([symbol, amount]) => [symbol, Rational.of(amount)] as const),
  );
  return { composition, spaceGroup };
}

/** Different compositions of Zn, Mg, Al and O, all with four elements. */
export function manyQueries(count: number, offset = 0): Query[] {
  return Array.from({ length: count }, (_, index) =>
    query({ Zn: index + offset + 1, Mg: 1, Al: 7919, O: 104729 }),
  );
}

/** A clock on which everything takes a twentieth of its time. */
export const fastClock: Clock = {
  now: () => performance.now() * 20,
  after: (milliseconds, action) => {
    const timer = setTimeout(action, milliseconds / 20);
    return () => clearTimeout(timer);
  },
};

const cleanups: (() => void | Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'spinel-inference-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface TestService {
  readonly service: LocalInferenceService;
  readonly log: readonly string[];
  readonly modelsFolder: string;
}

/** A service on the real process with the plain model on the CPU, or with several, ended after the test. */
export function startService(
  options: Partial<InferenceServiceOptions> & {
    readonly model?: PlainModelOptions;
    readonly models?: readonly PlainModelOptions[];
  } = {},
): TestService {
  const modelsFolder = options.modelsFolder ?? temporaryFolder();
  const { model = {}, models = [model], ...rest } = options;
  if (options.modelsFolder === undefined) writePlainModels(modelsFolder, models);
  const log: string[] = [];
  const service = createInferenceService({
    processEntry,
    device: 'cpu',
    runtimeFolder: '',
    idleSeconds: 60,
    log: (line) => log.push(line),
    ...rest,
    modelsFolder,
  });
  cleanups.push(() => service.dispose());
  return { service, log, modelsFolder };
}

/** Whether a process with this id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
