/** Predictions from a separate process, as the editor and runs use them. Loads no native code itself. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { SpinelError } from '../errors.ts';
import { type Clock, systemClock } from './clock.ts';
import type { FromProcess } from './messages.ts';
import { type ModelRegistry, openRegistry } from './registry.ts';
import { type Failure, ServedModel, stillHolds } from './servedModel.ts';
import { type Anchor, deviceFor, runsOnCpuOnly, Supervisor, type SupervisorPhase } from './supervisor.ts';
import { asSpinelError, refusedError } from './supervisorErrors.ts';
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
      anchor: (device) => this.#anchor(device),
      onPhase: (phase) => this.#phaseChanged(phase),
      onMessage: (message) => this.#receive(message),
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
    if (served.description === undefined) await this.#describe(served);
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

  async #describe(served: ServedModel): Promise<ModelDescription> {
    try {
      return await served.describe();
    } catch (error) {
      if (error instanceof SpinelError) this.#failFor(served, error);
      throw error;
    }
  }

  /**
   * The model with which a device is opened: the first that somebody waits for and that may run there, else one that somebody waits for
   * and that brings the process to the CPU; and where a better device is tried for a process that is at work, one of those at work.
   * A model that cannot be used fails alone.
   */
  async #anchor(device: Device): Promise<Anchor | undefined> {
    const atWork = this.#supervisor.phase === 'ready';
    const usable: { served: ServedModel; description: ModelDescription }[] = [];
    for (const served of this.#served.values()) {
      if (!served.ledger.outstanding && served.provision === 'none') continue;
      // Read again at every start, so that a model that was mended or replaced meanwhile is found; but never while it is at work.
      const known = atWork && served.provision !== 'none' ? served.description : undefined;
      const description = known ?? (await this.#describe(served).catch(() => undefined));
      if (description !== undefined) usable.push({ served, description });
    }
    const fitting = usable.find(({ description }) => deviceFor(description, device) === device);
    const found = fitting ?? usable[0];
    if (found === undefined) return undefined;
    const { served, description } = found;
    return { ...description, quantity: served.quantity, load: () => served.load(description) };
  }

  /** Opens a model in the present process, on its device if it may run there. What waits for it is sent when it is open. */
  async #provide(served: ServedModel): Promise<void> {
    const { pid } = this.#supervisor;
    served.provision = 'opening';
    try {
      const description = await served.describe();
      const bytes = await served.load(description);
      if (this.#supervisor.pid !== pid || this.#supervisor.device === undefined) return;
      if (this.#supervisor.standsIn && !runsOnCpuOnly(description)) {
        // The process is on the CPU only for want of a model that can run on the device that was named.
        void this.#supervisor.stop();
        this.#supervisor.start();
        return;
      }
      this.#supervisor.send({ kind: 'model', quantity: served.quantity, bytes });
      this.#openOn(served, description, deviceFor(description, this.#supervisor.device));
    } catch (error) {
      if (this.#supervisor.pid === pid) this.#failFor(served, asSpinelError(error));
    }
  }

  #openOn(served: ServedModel, { network }: ModelDescription, device: Device): void {
    const fresh = this.#supervisor.automatic && device !== 'cpu' ? 'auto' : 'named';
    const purpose = served.proven.has(device) ? 'again' : fresh;
    const { runtimeFolder } = this.#options;
    const { quantity } = served;
    this.#supervisor.send({ kind: 'open', quantity, network, device, runtimeFolder, purpose });
  }

  #receive(message: FromProcess): void {
    if (message.kind === 'opened') this.#opened(message);
    else if (message.kind === 'refused') this.#refused(message);
    else for (const { ledger } of this.#served.values()) ledger.receive(message);
  }

  #opened({ quantity, device }: Extract<FromProcess, { kind: 'opened' }>): void {
    const served = this.#of(quantity);
    served.proven.add(device);
    this.#connect(served);
    this.#options.log(`The model ${served.name} is open on ${device}.`);
    if (served.description !== undefined && !runsOnCpuOnly(served.description)) this.#supervisor.scout();
  }

  /** With `auto`, a model that one device does not take is computed on the CPU; a device that was named is never replaced. */
  #refused(message: Extract<FromProcess, { kind: 'refused' }>): void {
    const served = this.#of(message.quantity);
    const { description } = served;
    if (description === undefined) return;
    const fallsBack = this.#supervisor.automatic && message.device !== 'cpu' && message.code === 'SP4004';
    if (!fallsBack) {
      const error = refusedError(message, this.#options.runtimeFolder, description.ownFolder);
      this.#failFor(served, error);
      return;
    }
    this.#options.log(`The model ${served.name} is not used on ${message.device}: ${message.message}.`);
    this.#openOn(served, description, 'cpu');
  }

  #connect(served: ServedModel): void {
    served.provision = 'open';
    served.ledger.connect((message) => this.#supervisor.send(message));
  }

  #workChanged(served: ServedModel, outstanding: boolean): void {
    this.#supervisor.expectAnswers(this.#outstanding);
    if (this.#disposed) return;
    if (outstanding) {
      this.#supervisor.start();
      if (this.#supervisor.phase === 'ready' && served.provision === 'none') void this.#provide(served);
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
    for (const served of this.#served.values()) {
      served.provision = 'none';
      served.ledger.disconnect();
    }
    if (phase === 'ready') {
      this.#device = this.#supervisor.device;
      const { anchor } = this.#supervisor;
      if (anchor !== undefined) this.#connect(this.#of(anchor));
      for (const served of this.#served.values()) {
        if (served.provision === 'none' && served.ledger.outstanding) void this.#provide(served);
      }
    }
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
