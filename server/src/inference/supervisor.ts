/**
 * Keeps an inference process running: starts it, starts it again after a death, and gives up when that does not help. With `auto` it has
 * better devices tried in processes of their own while the CPU is at work already, and moves over to the first that proves itself.
 */
import type { SpinelError } from '../errors.ts';
import type { InferenceChild } from './child.ts';
import type { Clock } from './clock.ts';
import { DeviceLadder } from './deviceLadder.ts';
import { absentHere, devicesOf, deviceTitle, thisPlatform } from './devices.ts';
import type { FromProcess, OpenReport, ToProcess } from './messages.ts';
import { notWorthTrying } from './probe.ts';
import { asSpinelError, deathError, deviceError, refusedError } from './supervisorErrors.ts';
import { openInNewProcess, type TrialOutcome } from './trial.ts';
import type { Device, DeviceSetting, ModelDescription, ModelQuantity } from './types.ts';

/** A process that computes without a word for so long hangs, and is killed. */
const SILENCE_MILLISECONDS = 120_000;

export type SupervisorPhase = 'stopped' | 'starting' | 'ready' | 'failed';

export type AnswerMessage = Extract<FromProcess, { kind: 'rows' | 'failedRows' }>;

/** The model with which a process shows that its device works; others are opened in it later. */
export interface Anchor extends Pick<ModelDescription, 'network' | 'devices' | 'ownFolder'> {
  readonly quantity: ModelQuantity;
  /** Its checked bytes; may reject with a SpinelError. */
  readonly load: () => Promise<Uint8Array>;
}

export interface SupervisorFailure {
  readonly error: SpinelError;
  /** The quantity whose model is at fault; undefined where it is the device, the runtime or the process. */
  readonly quantity: ModelQuantity | undefined;
}

export interface SupervisorOptions {
  readonly processEntry: string;
  readonly runtimeFolder: string;
  readonly clock: Clock;
  readonly log: (line: string) => void;
  /**
   * The model with which a device is to be opened, one that may run there if any is needed; called at every start. Undefined where no
   * model that can be used is needed any more.
   */
  readonly anchor: (device: Device) => Promise<Anchor | undefined>;
  /** `ready` comes again where the process was exchanged: nothing that was sent before is answered. */
  readonly onPhase: (phase: SupervisorPhase) => void;
  /** Everything that the process says once it is ready. */
  readonly onMessage: (message: FromProcess) => void;
}

/** What a process was opened with. */
interface Opened {
  /** The device of the ladder that it stands for. */
  readonly rung: Device;
  /** The one that it runs on: the CPU, where its first model can run nowhere else. */
  readonly device: Device;
  readonly anchor: Anchor;
}

export class Supervisor {
  readonly #options: SupervisorOptions;
  #ladder: DeviceLadder;
  #phase: SupervisorPhase = 'stopped';
  #failure: SupervisorFailure | undefined;
  #child: InferenceChild | undefined;
  #opened: Opened | undefined;
  #scouted = false;
  /** Ends the trials that are under way: of the first device, and of better ones. */
  #trials = new AbortController();
  readonly #openTrials = new Set<Promise<unknown>>();
  #cancelTimer: (() => void) | undefined;
  #waitsForAnswers = false;
  /** The devices that have been verified since the setting was made, each with its model. */
  readonly #proven = new Set<string>();

  constructor(setting: DeviceSetting, options: SupervisorOptions) {
    this.#options = options;
    this.#ladder = ladderOf(setting);
  }

  get phase(): SupervisorPhase {
    return this.#phase;
  }

  /** Why predictions are off, in the phase `failed`. */
  get failure(): SupervisorFailure | undefined {
    return this.#failure;
  }

  /** The device in use, while a process is ready. */
  get device(): Device | undefined {
    return this.#opened?.device;
  }

  /** The quantity whose model was opened with the process, while it is ready. */
  get anchor(): ModelQuantity | undefined {
    return this.#opened?.anchor.quantity;
  }

  /** Whether the process runs on the CPU only because its first model can run nowhere else. */
  get standsIn(): boolean {
    return this.#opened !== undefined && this.#opened.rung !== this.#opened.device;
  }

  /** Whether better devices are looked for. */
  get automatic(): boolean {
    return this.#ladder.automatic;
  }

  /** The process id, while a process is ready. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts a process where there is none. */
  start(): void {
    if (this.#phase === 'starting' || this.#phase === 'ready') return;
    this.#failure = undefined;
    this.#setPhase('starting');
    void this.#openFirst();
  }

  send(message: ToProcess): void {
    this.#child?.send(message);
  }

  /** Says whether answers are outstanding, so that a process that hangs is noticed. */
  expectAnswers(expected: boolean): void {
    if (this.#waitsForAnswers === expected) return;
    this.#waitsForAnswers = expected;
    if (this.#phase === 'ready') this.#watch();
  }

  /** Ends the process in peace. With a setting, the devices are tried from the start next time. */
  async stop(setting?: DeviceSetting): Promise<void> {
    const child = this.#letGo();
    if (setting !== undefined) {
      this.#ladder = ladderOf(setting);
      this.#proven.clear();
    }
    this.#failure = undefined;
    this.#setPhase('stopped');
    await Promise.allSettled([child?.end(), ...this.#openTrials]);
  }

  async #openFirst(): Promise<void> {
    const rung = this.#ladder.first;
    const { signal } = this.#trials;
    let anchor: Anchor | undefined;
    try {
      anchor = await this.#options.anchor(rung);
      if (signal.aborted) return;
      if (anchor === undefined) this.#setPhase('stopped');
      else await this.#openWith({ rung, device: deviceFor(anchor, rung), anchor }, signal);
    } catch (error) {
      if (!signal.aborted) this.#fail(asSpinelError(error), anchor?.quantity);
    }
  }

  async #openWith(opened: Opened, signal: AbortSignal): Promise<void> {
    const { device, anchor } = opened;
    const absent = absentHere(device, thisPlatform);
    if (absent !== undefined) {
      this.#fail(deviceError(device, absent));
      return;
    }
    const outcome = await this.#try(opened, signal);
    if (signal.aborted) this.#discard(outcome);
    else if (outcome.kind === 'opened') this.#moveTo(opened, outcome.child, outcome.report);
    else if (outcome.kind === 'died') this.#died(opened, outcome.how);
    else if (outcome.kind === 'refused') {
      const error = refusedError(outcome, this.#options.runtimeFolder, anchor.ownFolder);
      this.#fail(error, outcome.code === 'SP4003' ? anchor.quantity : undefined);
    }
  }

  /** Has better devices tried, once for each process that was the first: as soon as it has a model that can run elsewhere. */
  scout(): void {
    if (this.#phase !== 'ready' || this.#scouted) return;
    this.#scouted = true;
    void this.#scout();
  }

  /** Tries the devices that may be better, the best first, and moves over to the first that is. */
  async #scout(): Promise<void> {
    const { signal } = this.#trials;
    for (const device of this.#ladder.better) {
      const anchor = await this.#options.anchor(device).catch(() => undefined);
      if (signal.aborted) return;
      if (anchor === undefined || deviceFor(anchor, device) !== device) continue;
      const opened = { rung: device, device, anchor };
      const reason = notWorthTrying(device, this.#options.runtimeFolder);
      const outcome = reason === undefined ? await this.#try(opened, signal).catch(failedTrial) : undefined;
      if (signal.aborted) {
        this.#discard(outcome);
        return;
      }
      if (outcome?.kind === 'opened') {
        this.#moveTo(opened, outcome.child, outcome.report);
        return;
      }
      this.#ladder.refuse(device);
      this.#options.log(`${deviceTitle(device)} is not used: ${reason ?? explanationOf(outcome)}.`);
    }
  }

  #try({ device, anchor }: Opened, signal: AbortSignal): Promise<TrialOutcome> {
    const { processEntry, runtimeFolder, clock, log } = this.#options;
    const fresh = this.#ladder.automatic && device !== this.#ladder.first ? 'auto' : 'named';
    const purpose = this.#proven.has(proofOf(device, anchor)) ? 'again' : fresh;
    const model = { quantity: anchor.quantity, network: anchor.network, bytes: anchor.load() };
    const trial = openInNewProcess(device, {
      processEntry,
      runtimeFolder,
      clock,
      log,
      signal,
      purpose,
      model,
    });
    const ended = () => this.#openTrials.delete(trial);
    trial.then(ended, ended);
    this.#openTrials.add(trial);
    return trial;
  }

  #discard(outcome: TrialOutcome | undefined): void {
    if (outcome?.kind === 'opened') void outcome.child.end();
  }

  #moveTo(opened: Opened, child: InferenceChild, report: OpenReport): void {
    const { device, anchor } = opened;
    const former = this.#child;
    this.#child = child;
    this.#opened = opened;
    this.#proven.add(proofOf(device, anchor));
    this.#options.log(`Predictions run on ${deviceTitle(device)} (${describe(report)}).`);
    child.handOver({
      onMessage: (message) => this.#receive(child, message),
      onDeath: (how) => {
        if (this.#child === child) this.#died(opened, how);
      },
      log: this.#options.log,
    });
    this.#setPhase('ready');
    this.#watch();
    void former?.end();
    if (former === undefined && !runsOnCpuOnly(anchor)) this.scout();
  }

  #receive(child: InferenceChild, message: FromProcess): void {
    if (this.#child !== child) return;
    this.#watch();
    this.#options.onMessage(message);
  }

  #died({ rung, device }: Opened, how: string): void {
    this.#letGo();
    this.#options.log(`The inference process on ${deviceTitle(device)} ${how}.`);
    const then = this.#ladder.died(rung, this.#options.clock.now());
    if (then.kind === 'giveUp') {
      this.#fail(deathError(device, how));
      return;
    }
    if (then.kind === 'without') this.#options.log(`${deviceTitle(device)} is not used any more.`);
    this.#setPhase('starting');
    const delay = then.kind === 'again' ? then.delayMilliseconds : 0;
    this.#restartTimer(delay, () => void this.#openFirst());
  }

  #fail(error: SpinelError, quantity?: ModelQuantity): void {
    const child = this.#letGo();
    this.#failure = { error, quantity };
    this.#options.log(`Predictions are off: ${error.code} ${error.message} ${error.remedy}`);
    this.#setPhase('failed');
    void child?.end();
  }

  /** Forgets the process and ends the trials; returns the process, which may still live. */
  #letGo(): InferenceChild | undefined {
    const child = this.#child;
    this.#child = undefined;
    this.#opened = undefined;
    this.#scouted = false;
    this.#trials.abort();
    this.#trials = new AbortController();
    this.#stopTimer();
    return child;
  }

  #setPhase(phase: SupervisorPhase): void {
    this.#phase = phase;
    this.#options.onPhase(phase);
  }

  #watch(): void {
    const child = this.#child;
    this.#stopTimer();
    if (this.#waitsForAnswers) this.#restartTimer(SILENCE_MILLISECONDS, () => child?.kill());
  }

  #restartTimer(milliseconds: number, action: () => void): void {
    this.#stopTimer();
    this.#cancelTimer = this.#options.clock.after(milliseconds, action);
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }
}

/** The device on which a model is opened where another is in use or was named: that one, if it may run there. */
export function deviceFor({ devices }: Pick<ModelDescription, 'devices'>, device: Device): Device {
  return devices === undefined || devices.includes(device) ? device : 'cpu';
}

/** Whether a model can run on no device but the CPU. */
export function runsOnCpuOnly({ devices }: Pick<ModelDescription, 'devices'>): boolean {
  return devices?.every((device) => device === 'cpu') ?? false;
}

function proofOf(device: Device, { quantity }: Anchor): string {
  return `${device} ${quantity}`;
}

function ladderOf(setting: DeviceSetting): DeviceLadder {
  return new DeviceLadder(setting, devicesOf(thisPlatform));
}

function failedTrial(error: unknown): TrialOutcome {
  return { kind: 'died', how: asSpinelError(error).message };
}

function explanationOf(outcome: TrialOutcome | undefined): string {
  if (outcome?.kind === 'refused') return outcome.message;
  return outcome?.kind === 'died' ? `the process that tried it ${outcome.how}` : 'it was not tried';
}

function describe(report: OpenReport): string {
  const { openMilliseconds, firstRunMilliseconds, runtimeVersion, rowsPerSecond, cpuRowsPerSecond } = report;
  const times = `opened in ${Math.round(openMilliseconds)} ms, first run ${Math.round(firstRunMilliseconds)} ms`;
  if (rowsPerSecond === undefined || cpuRowsPerSecond === undefined)
    return `onnxruntime-node ${runtimeVersion}; ${times}`;
  const speeds = `${Math.round(rowsPerSecond)} rows/s against the CPU's ${Math.round(cpuRowsPerSecond)}`;
  return `onnxruntime-node ${runtimeVersion}; ${times}; ${speeds}`;
}
