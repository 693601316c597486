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
import type { Device, DeviceSetting } from './types.ts';

/** A process that computes without a word for so long hangs, and is killed. */
const SILENCE_MILLISECONDS = 120_000;

export type SupervisorPhase = 'stopped' | 'starting' | 'ready' | 'failed';

export type AnswerMessage = Extract<FromProcess, { kind: 'rows' | 'failedRows' }>;

export interface SupervisorOptions {
  readonly processEntry: string;
  readonly runtimeFolder: string;
  readonly clock: Clock;
  readonly log: (line: string) => void;
  /** The checked bytes of the model; called at every start, and may reject with a SpinelError. */
  readonly loadModel: () => Promise<Uint8Array>;
  /** `ready` comes again where the process was exchanged: nothing that was sent before is answered. */
  readonly onPhase: (phase: SupervisorPhase) => void;
  readonly onAnswer: (message: AnswerMessage) => void;
}

export class Supervisor {
  readonly #options: SupervisorOptions;
  #ladder: DeviceLadder;
  #phase: SupervisorPhase = 'stopped';
  #failure: SpinelError | undefined;
  #child: InferenceChild | undefined;
  #device: Device | undefined;
  /** Ends the trials that are under way: of the first device, and of better ones. */
  #trials = new AbortController();
  readonly #openTrials = new Set<Promise<unknown>>();
  #cancelTimer: (() => void) | undefined;
  #waitsForAnswers = false;
  /** The devices that have been verified since the setting was made. */
  readonly #proven = new Set<Device>();

  constructor(setting: DeviceSetting, options: SupervisorOptions) {
    this.#options = options;
    this.#ladder = ladderOf(setting);
  }

  get phase(): SupervisorPhase {
    return this.#phase;
  }

  /** Why predictions are off, in the phase `failed`. */
  get failure(): SpinelError | undefined {
    return this.#failure;
  }

  /** The device in use, while a process is ready. */
  get device(): Device | undefined {
    return this.#device;
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
    const device = this.#ladder.first;
    const absent = absentHere(device, thisPlatform);
    if (absent !== undefined) {
      this.#fail(deviceError(device, absent));
      return;
    }
    const { signal } = this.#trials;
    try {
      const outcome = await this.#try(device, signal);
      if (signal.aborted) this.#discard(outcome);
      else if (outcome.kind === 'opened') this.#moveTo(device, outcome.child, outcome.report);
      else if (outcome.kind === 'refused') this.#fail(refusedError(outcome, this.#options.runtimeFolder));
      else if (outcome.kind === 'died') this.#died(device, outcome.how);
    } catch (error) {
      if (!signal.aborted) this.#fail(asSpinelError(error));
    }
  }

  /** Tries the devices that may be better, the best first, and moves over to the first that is. */
  async #scout(): Promise<void> {
    const { signal } = this.#trials;
    for (const device of this.#ladder.better) {
      const reason = notWorthTrying(device, this.#options.runtimeFolder);
      const outcome = reason === undefined ? await this.#try(device, signal).catch(failedTrial) : undefined;
      if (signal.aborted) {
        this.#discard(outcome);
        return;
      }
      if (outcome?.kind === 'opened') {
        this.#moveTo(device, outcome.child, outcome.report);
        return;
      }
      this.#ladder.refuse(device);
      this.#options.log(`${deviceTitle(device)} is not used: ${reason ?? explanationOf(outcome)}.`);
    }
  }

  #try(device: Device, signal: AbortSignal): Promise<TrialOutcome> {
    const { processEntry, runtimeFolder, clock, log, loadModel } = this.#options;
    const fresh = this.#ladder.automatic && device !== this.#ladder.first ? 'auto' : 'named';
    const purpose = this.#proven.has(device) ? 'again' : fresh;
    const model = loadModel();
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

  #moveTo(device: Device, child: InferenceChild, report: OpenReport): void {
    const former = this.#child;
    this.#child = child;
    this.#device = device;
    this.#proven.add(device);
    this.#options.log(`Predictions run on ${deviceTitle(device)} (${describe(report)}).`);
    child.handOver({
      onMessage: (message) => this.#receive(child, message),
      onDeath: (how) => {
        if (this.#child === child) this.#died(device, how);
      },
      log: this.#options.log,
    });
    this.#setPhase('ready');
    this.#watch();
    void former?.end();
    if (former === undefined) void this.#scout();
  }

  #receive(child: InferenceChild, message: FromProcess): void {
    if (this.#child !== child || (message.kind !== 'rows' && message.kind !== 'failedRows')) return;
    this.#watch();
    this.#options.onAnswer(message);
  }

  #died(device: Device, how: string): void {
    this.#letGo();
    this.#options.log(`The inference process on ${deviceTitle(device)} ${how}.`);
    const then = this.#ladder.died(device, this.#options.clock.now());
    if (then.kind === 'giveUp') {
      this.#fail(deathError(device, how));
      return;
    }
    if (then.kind === 'without') this.#options.log(`${deviceTitle(device)} is not used any more.`);
    this.#setPhase('starting');
    const delay = then.kind === 'again' ? then.delayMilliseconds : 0;
    this.#restartTimer(delay, () => void this.#openFirst());
  }

  #fail(error: SpinelError): void {
    const child = this.#letGo();
    this.#failure = error;
    this.#options.log(`Predictions are off: ${error.code} ${error.message} ${error.remedy}`);
    this.#setPhase('failed');
    void child?.end();
  }

  /** Forgets the process and ends the trials; returns the process, which may still live. */
  #letGo(): InferenceChild | undefined {
    const child = this.#child;
    this.#child = undefined;
    this.#device = undefined;
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
