/** Predictions from a separate process, as the editor and runs use them. Loads no native code itself. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { SpinelError } from '../errors.ts';
import { type Interpreter, interpreterOf, modelName } from './answer.ts';
import { AnswerCache } from './cache.ts';
import { type Clock, systemClock } from './clock.ts';
import { type KeyedQuery, Ledger } from './ledger.ts';
import { queryKey } from './queryKey.ts';
import { type ModelRegistry, openRegistry } from './registry.ts';
import { Supervisor, type SupervisorPhase } from './supervisor.ts';
import { refusal } from './tensors.ts';
import type {
  Device,
  DeviceSetting,
  GapAnswer,
  GapQuery,
  InferenceService,
  InferenceStatus,
  ModelDescription,
  PredictOptions,
} from './types.ts';

export interface InferenceServiceOptions {
  /** Folder of `manifest.json` and the model files. */
  readonly modelsFolder: string;
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

/** Room for about 50,000 answers. */
const CACHE_BYTES = 16 * 1024 * 1024;

/** What a user may mend while the editor is open is looked at again after this time; other failures stay until the device is set. */
const RETRY_MILLISECONDS: Readonly<Record<string, number>> = {
  SP4001: 2000,
  SP4002: 2000,
  SP4003: 2000,
  SP4004: 30_000,
  SP4006: 30_000,
};

/** Nothing is read or started before the first prediction. */
export function createInferenceService(options: InferenceServiceOptions): LocalInferenceService {
  return new Service({
    runtimeFolder: '',
    idleSeconds: 300,
    log: () => undefined,
    clock: systemClock,
    ...options,
  });
}

interface Model {
  readonly description: ModelDescription;
  readonly interpret: Interpreter;
}

class Service implements LocalInferenceService {
  readonly #options: Required<InferenceServiceOptions>;
  readonly #clock: Clock;
  readonly #registry: ModelRegistry;
  readonly #cache = new AnswerCache(CACHE_BYTES);
  readonly #ledger: Ledger;
  readonly #supervisor: Supervisor;
  readonly #listeners = new Set<(status: InferenceStatus) => void>();
  #model: Model | undefined;
  #failure: { readonly error: SpinelError; readonly time: number } | undefined;
  #device: Device | undefined;
  #status: InferenceStatus = { state: 'idle', device: undefined, model: undefined, error: undefined };
  #cancelIdle: (() => void) | undefined;
  #disposed = false;

  constructor(options: Required<InferenceServiceOptions>) {
    this.#options = options;
    this.#clock = options.clock;
    this.#registry = openRegistry(options.modelsFolder);
    this.#ledger = new Ledger({
      interpret: (query, raw) => (this.#model as Model).interpret(query.composition, raw),
      onAnswer: (key, answer) => this.#cache.set(key, answer),
      onOutstanding: (outstanding) => this.#outstanding(outstanding),
    });
    this.#supervisor = new Supervisor(options.device, {
      processEntry: options.processEntry,
      runtimeFolder: options.runtimeFolder,
      clock: this.#clock,
      log: options.log,
      loadModel: () => this.#loadModel(),
      onPhase: (phase) => this.#phaseChanged(phase),
      onAnswer: (message) => this.#ledger.receive(message),
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

  async predict(queries: readonly GapQuery[], options: PredictOptions): Promise<readonly GapAnswer[]> {
    options.signal?.throwIfAborted();
    if (this.#disposed) throw disposedError();
    if (queries.length === 0) return [];
    const failure = this.#standingFailure();
    if (failure !== undefined) return this.#fromCache(queries, failure);
    const model = this.#model ?? (await this.#describeModel());
    options.signal?.throwIfAborted();
    if (this.#disposed) throw disposedError();
    if (queries.length <= PART_ROWS) return this.#request(queries, model, options);
    return this.#inParts(queries, model, options);
  }

  cached(query: GapQuery): GapAnswer | undefined {
    if (this.#model === undefined) return undefined;
    return this.#refused(query, this.#model) ?? this.#cache.get(queryKey(query));
  }

  setDevice(device: DeviceSetting): void {
    if (this.#disposed) return;
    this.#failure = undefined;
    this.#device = undefined;
    void this.#supervisor.stop(device);
    if (this.#ledger.outstanding) this.#supervisor.start();
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#ledger.rejectAll(disposedError());
    this.#cancelIdle?.();
    this.#cache.clear();
    await this.#supervisor.stop();
    this.#listeners.clear();
  }

  /** Lets others have their turn between the parts of a large request, whose preparation would hold up the language server. */
  async #inParts(
    queries: readonly GapQuery[],
    model: Model,
    options: PredictOptions,
  ): Promise<readonly GapAnswer[]> {
    const parts: Promise<readonly GapAnswer[]>[] = [];
    let broken = false;
    const noteBroken = () => {
      broken = true;
    };
    for (let from = 0; from < queries.length && !broken; from += PART_ROWS) {
      const part = this.#request(queries.slice(from, from + PART_ROWS), model, options);
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

  #request(
    queries: readonly GapQuery[],
    model: Model,
    { priority, signal }: PredictOptions,
  ): Promise<readonly GapAnswer[]> {
    const known: (GapAnswer | undefined)[] = new Array(queries.length);
    const wanted: (KeyedQuery | undefined)[] = queries.map((query, place) => {
      const refused = this.#refused(query, model);
      const key = refused === undefined ? queryKey(query) : '';
      known[place] = refused ?? this.#cache.get(key);
      return known[place] === undefined ? { key, query } : undefined;
    });
    return this.#ledger.request(wanted, known, priority, signal);
  }

  /** What was found before predictions were off is still true. */
  #fromCache(queries: readonly GapQuery[], failure: SpinelError): readonly GapAnswer[] {
    return queries.map((query) => {
      const answer = this.cached(query);
      if (answer === undefined) throw failure;
      return answer;
    });
  }

  #refused(query: GapQuery, { description }: Model): GapAnswer | undefined {
    const message = refusal(query, description.limits.maxElements);
    return message === undefined ? undefined : { ok: false, code: 'SP4007', message };
  }

  async #describeModel(): Promise<Model> {
    try {
      const description = await this.#registry.describe('gap');
      if (description.sha256 !== this.#model?.description.sha256) this.#cache.clear();
      this.#model = { description, interpret: interpreterOf(description) };
      return this.#model;
    } catch (error) {
      if (error instanceof SpinelError) this.#fail(error);
      throw error;
    }
  }

  /**
   * Read again at every start, so that a model that was mended or replaced meanwhile is found; but never while a process is at work on
   * the model that was described before.
   */
  async #loadModel(): Promise<Uint8Array> {
    const atWork = this.#supervisor.phase === 'ready' ? this.#model : undefined;
    const { description } = atWork ?? (await this.#describeModel());
    return (await this.#registry.load(description)).bytes;
  }

  #outstanding(outstanding: boolean): void {
    this.#supervisor.expectAnswers(outstanding);
    if (this.#disposed) return;
    if (outstanding) this.#supervisor.start();
    this.#countIdleTime();
    this.#updateStatus();
  }

  /** The clock of idleness runs while a process is ready and nobody waits for it. */
  #countIdleTime(): void {
    this.#cancelIdle?.();
    this.#cancelIdle = undefined;
    if (this.#disposed || this.#ledger.outstanding || this.#supervisor.phase !== 'ready') return;
    this.#cancelIdle = this.#clock.after(this.#options.idleSeconds * 1000, () => this.#endIdle());
  }

  #endIdle(): void {
    this.#options.log('The inference process is idle and ends.');
    void this.#supervisor.stop();
  }

  #phaseChanged(phase: SupervisorPhase): void {
    if (phase === 'ready') {
      this.#device = this.#supervisor.device;
      this.#ledger.connect((message) => this.#supervisor.send(message));
    } else {
      this.#ledger.disconnect();
    }
    this.#countIdleTime();
    if (phase === 'failed' && this.#supervisor.failure !== undefined) this.#fail(this.#supervisor.failure);
    this.#updateStatus();
  }

  #fail(error: SpinelError): void {
    this.#failure = { error, time: this.#clock.now() };
    this.#device = undefined;
    this.#ledger.rejectAll(error);
    this.#updateStatus();
  }

  /** The failure that still holds; one that may have been mended is forgotten, so that the request tries again. */
  #standingFailure(): SpinelError | undefined {
    if (this.#failure === undefined) return undefined;
    const { error, time } = this.#failure;
    const patience = RETRY_MILLISECONDS[error.code] ?? Infinity;
    if (this.#clock.now() - time < patience) return error;
    this.#failure = undefined;
    return undefined;
  }

  #updateStatus(): void {
    const status = this.#currentStatus();
    const { state, device, model, error } = this.#status;
    const same = status.state === state && status.device === device && status.model === model;
    if (same && status.error?.message === error?.message) return;
    this.#status = status;
    for (const listener of this.#listeners) listener(status);
  }

  #currentStatus(): InferenceStatus {
    const model = this.#model === undefined ? undefined : modelName(this.#model.description);
    if (this.#failure !== undefined) {
      return { state: 'failed', device: undefined, model, error: this.#failure.error.toJSON() };
    }
    return { state: this.#state(), device: this.#device, model, error: undefined };
  }

  #state(): InferenceStatus['state'] {
    const { phase } = this.#supervisor;
    if (phase === 'starting') return 'starting';
    if (phase === 'ready') return this.#ledger.outstanding ? 'busy' : 'ready';
    return 'idle';
  }
}

function disposedError(): SpinelError {
  return new SpinelError('SP4008', 'Predictions have been shut down.', 'Restart the server.');
}
