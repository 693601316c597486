/** Predictions from a separate process, as the editor and runs use them. Loads no native code itself. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { SpinelError } from '../errors.ts';
import { type Clock, systemClock } from './clock.ts';
import type { FromProcess } from './messages.ts';
import { ModelOpener } from './modelOpener.ts';
import { type ModelRegistry, openRegistry } from './registry.ts';
import { type Failure, ServedModel, stillHolds } from './servedModel.ts';
import { Supervisor, type SupervisorPhase } from './supervisor.ts';
import type {
  Answer,
  Device,
  DeviceSetting,
  InferenceService,
  InferenceStatus,
  ModelDescription,
  ModelQuantity,
  PredictOptions,
  Query,
} from './types.ts';

export interface InferenceServiceOptions {
  /** Folder of `manifest.json` and the model files. */
  readonly modelsFolder: string;
  /** The user's own folder of the same kind, whose models take the place of those of the same quantity; empty, as by default, for none. */
  readonly ownModelsFolder?: string;
  /** The inference process: `server/dist/inference.mjs`, or `process.ts` beside this file where Node runs TypeScript. */
  readonly processEntry: string;
  readonly device: DeviceSetting;
  /** A folder with the user's own onnxruntime-node; empty, as by default, for the one shipped. */
  readonly runtimeFolder?: string;
  /** The process ends after so many seconds without a request; by default after five minutes. */
  readonly idleSeconds?: number;
  /** Takes lines for the user's log; by default nobody does. */
  readonly log?: (line: string) => void;
  readonly clock?: Clock;
}

/** The service of this machine; beyond the contract it shows its process to tests. */
export interface LocalInferenceService extends InferenceService {
  /** The id of the inference process, while there is one. */
  readonly processId: number | undefined;
}

/** Rows of a request that are prepared at once: some milliseconds. */
const PART_ROWS = 512;

/** Errors that are those of one model and not of the device or the process. */
const MODEL_ERRORS: ReadonlySet<string> = new Set(['SP4001', 'SP4002', 'SP4003']);

/** In this order a process is started for them, where several wait. */
const QUANTITIES: readonly ModelQuantity[] = ['gap', 'correct', 'hull', 'spinel'];

/** Nothing is read or started before the first prediction. */
export function createInferenceService(options: InferenceServiceOptions): LocalInferenceService {
  return new Service({
    ownModelsFolder: '',
    runtimeFolder: '',
    idleSeconds: 300,
    log: () => undefined,
    clock: systemClock,
    ...options,
  });
}

class Service implements LocalInferenceService {
  readonly #options: Required<InferenceServiceOptions>;
  readonly #clock: Clock;
  readonly #registry: ModelRegistry;
  readonly #served: ReadonlyMap<ModelQuantity, ServedModel>;
  readonly #supervisor: Supervisor;
  readonly #opener: ModelOpener;
  readonly #listeners = new Set<(status: InferenceStatus) => void>();
  /** Why nothing at all can be predicted: the device, the runtime or the process. */
  #failure: Failure | undefined;
  #device: Device | undefined;
  #status: InferenceStatus = { state: 'idle', device: undefined, model: undefined, error: undefined };
  #cancelIdle: (() => void) | undefined;
  #lastJob = 0;
  #disposed = false;

  constructor(options: Required<InferenceServiceOptions>) {
    this.#options = options;
    this.#clock = options.clock;
    this.#registry = openRegistry(options.modelsFolder, options.ownModelsFolder);
    this.#served = new Map(QUANTITIES.map((quantity) => [quantity, this.#serve(quantity)]));
    this.#supervisor = new Supervisor(options.device, {
      processEntry: options.processEntry,
      runtimeFolder: options.runtimeFolder,
      clock: this.#clock,
      log: options.log,
      anchor: (device) => this.#opener.anchor(device),
      onPhase: (phase) => this.#phaseChanged(phase),
      onMessage: (message) => this.#receive(message),
    });
    this.#opener = new ModelOpener({
      served: this.#served,
      supervisor: this.#supervisor,
      runtimeFolder: options.runtimeFolder,
      log: options.log,
      onFailure: (served, error) => this.#failFor(served, error),
    });
  }

  get status(): InferenceStatus {
    return this.#status;
  }

  get processId(): number | undefined {
    return this.#supervisor.pid;
  }

  onStatus(listener: (status: InferenceStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  models(): Promise<readonly ModelDescription[]> {
    return this.#registry.models();
  }

  async predict(queries: readonly Query[], options: PredictOptions): Promise<readonly Answer[]> {
    options.signal?.throwIfAborted();
    if (this.#disposed) throw disposedError();
    if (queries.length === 0) return [];
    const served = this.#of(options.quantity);
    const failure = this.#standingFailure(served);
    if (failure !== undefined) return fromCache(served, queries, failure);
    if (served.description === undefined) await this.#opener.describe(served);
    options.signal?.throwIfAborted();
    if (this.#disposed) throw disposedError();
    if (queries.length <= PART_ROWS) return served.request(queries, options);
    return this.#inParts(served, queries, options);
  }

  cached(query: Query, quantity?: ModelQuantity): Answer | undefined {
    return this.#of(quantity).cached(query);
  }

  answers(quantity: ModelQuantity): boolean {
    return this.#standingFailure(this.#of(quantity)) === undefined;
  }

  setDevice(device: DeviceSetting): void {
    if (this.#disposed) return;
    this.#failure = undefined;
    this.#device = undefined;
    for (const served of this.#served.values()) {
      served.failure = undefined;
      served.proven.clear();
    }
    void this.#supervisor.stop(device);
    if (this.#outstanding) this.#supervisor.start();
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    for (const served of this.#served.values()) {
      served.ledger.rejectAll(disposedError());
      served.forgetAnswers();
    }
    this.#cancelIdle?.();
    await this.#supervisor.stop();
    this.#listeners.clear();
  }

  #serve(quantity: ModelQuantity): ServedModel {
    const served: ServedModel = new ServedModel(quantity, {
      registry: this.#registry,
      nextJob: () => {
        this.#lastJob += 1;
        return this.#lastJob;
      },
      onOutstanding: (outstanding) => this.#workChanged(served, outstanding),
    });
    return served;
  }

  #of(quantity: ModelQuantity = 'gap'): ServedModel {
    return this.#served.get(quantity) as ServedModel;
  }

  get #outstanding(): boolean {
    return [...this.#served.values()].some(({ ledger }) => ledger.outstanding);
  }

  /** Lets others have their turn between the parts of a large request, whose preparation would hold up the language server. */
  async #inParts(
    served: ServedModel,
    queries: readonly Query[],
    options: PredictOptions,
  ): Promise<readonly Answer[]> {
    const parts: Promise<readonly Answer[]>[] = [];
    let broken = false;
    const noteBroken = () => {
      broken = true;
    };
    for (let from = 0; from < queries.length && !broken; from += PART_ROWS) {
      const part = served.request(queries.slice(from, from + PART_ROWS), options);
      // It is awaited below; until then a rejection is not to count as one that nobody sees.
      part.catch(noteBroken);
      parts.push(part);
      await nextTurn();
      broken ||= this.#disposed || options.signal?.aborted === true;
    }
    const answers = (await Promise.all(parts)).flat();
    options.signal?.throwIfAborted();
    if (answers.length < queries.length) throw disposedError();
    return answers;
  }

  #receive(message: FromProcess): void {
    if (message.kind === 'opened') this.#opener.opened(message);
    else if (message.kind === 'refused') this.#opener.refused(message);
    else for (const { ledger } of this.#served.values()) ledger.receive(message);
  }

  #workChanged(served: ServedModel, outstanding: boolean): void {
    this.#supervisor.expectAnswers(this.#outstanding);
    if (this.#disposed) return;
    if (outstanding) {
      this.#supervisor.start();
      this.#opener.provide(served);
    }
    this.#countIdleTime();
    this.#updateStatus();
  }

  /** The clock of idleness runs while a process is ready and nobody waits for it. */
  #countIdleTime(): void {
    this.#cancelIdle?.();
    this.#cancelIdle = undefined;
    if (this.#disposed || this.#outstanding || this.#supervisor.phase !== 'ready') return;
    this.#cancelIdle = this.#clock.after(this.#options.idleSeconds * 1000, () => this.#endIdle());
  }

  #endIdle(): void {
    this.#options.log('The inference process is idle and ends.');
    void this.#supervisor.stop();
  }

  #phaseChanged(phase: SupervisorPhase): void {
    if (phase === 'ready') this.#device = this.#supervisor.device;
    this.#opener.processChanged();
    this.#countIdleTime();
    if (phase === 'failed') this.#processFailed();
    // Somebody may have begun to wait while there was nothing to start a process for.
    if (phase === 'stopped' && !this.#disposed && this.#outstanding) this.#supervisor.start();
    this.#updateStatus();
  }

  /** A model that cannot be used takes its own quantity off, everything else all of them. */
  #processFailed(): void {
    const { failure } = this.#supervisor;
    if (failure === undefined) return;
    if (failure.quantity !== undefined && MODEL_ERRORS.has(failure.error.code)) {
      this.#failFor(this.#of(failure.quantity), failure.error);
      if (this.#outstanding) this.#supervisor.start();
      return;
    }
    this.#failure = { error: failure.error, time: this.#clock.now() };
    this.#device = undefined;
    for (const { ledger } of this.#served.values()) ledger.rejectAll(failure.error);
  }

  #failFor(served: ServedModel, error: SpinelError): void {
    served.failure = { error, time: this.#clock.now() };
    served.provision = 'none';
    if (this.#supervisor.phase !== 'ready') this.#device = undefined;
    served.ledger.rejectAll(error);
    this.#updateStatus();
  }

  /** The failure that still holds for a quantity; one that may have been mended is forgotten, so that the request tries again. */
  #standingFailure(served: ServedModel): SpinelError | undefined {
    const now = this.#clock.now();
    if (this.#failure !== undefined && !stillHolds(this.#failure, now)) this.#failure = undefined;
    if (served.failure !== undefined && !stillHolds(served.failure, now)) served.failure = undefined;
    return (this.#failure ?? served.failure)?.error;
  }

  #updateStatus(): void {
    const status = this.#currentStatus();
    const { state, device, model, error } = this.#status;
    const same = status.state === state && status.device === device && status.model === model;
    if (same && status.error?.message === error?.message) return;
    this.#status = status;
    for (const listener of this.#listeners) listener(status);
  }

  /** The gap is what everybody looks at: a failure of another quantity is told where that one is asked for. */
  #currentStatus(): InferenceStatus {
    const named = [...this.#served.values()].find(({ description }) => description !== undefined);
    const model = this.#of('gap').name ?? named?.name;
    const failure = this.#failure ?? this.#of('gap').failure;
    if (failure !== undefined) {
      return { state: 'failed', device: undefined, model, error: failure.error.toJSON() };
    }
    return { state: this.#state(), device: this.#device, model, error: undefined };
  }

  #state(): InferenceStatus['state'] {
    const { phase } = this.#supervisor;
    if (phase === 'starting') return 'starting';
    if (phase === 'ready') return this.#outstanding ? 'busy' : 'ready';
    return 'idle';
  }
}

/** What was found before predictions were off is still true. */
function fromCache(served: ServedModel, queries: readonly Query[], failure: SpinelError): readonly Answer[] {
  return queries.map((query) => {
    const answer = served.cached(query);
    if (answer === undefined) throw failure;
    return answer;
  });
}

function disposedError(): SpinelError {
  return new SpinelError('SP4008', 'Predictions have been shut down.', 'Restart the server.');
}
