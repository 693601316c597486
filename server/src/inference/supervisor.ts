/**
 * Keeps an inference process running: starts it, starts it again after a death, and gives up when that does not help. With `auto` it has
 * better devices tried in processes of their own while the CPU is at work already, and moves over to the first that proves itself.
 */
import type { SpinelError } from '../errors.ts';
import { type Anchor, deviceFor, type Opening, runsOnCpuOnly } from './anchor.ts';
import type { InferenceChild } from './child.ts';
import type { Clock } from './clock.ts';
import { DeviceLadder } from './deviceLadder.ts';
import { absentHere, devicesOf, deviceTitle, thisPlatform } from './devices.ts';
import type { FromProcess, OpenReport, ToProcess } from './messages.ts';
import { notWorthTrying } from './probe.ts';
import { asSpinelError, deathError, deviceError, refusedError } from './supervisorErrors.ts';
import type { TrialOutcome } from './trial.ts';
import { discard, Trials } from './trials.ts';
import { explanationOf, speedsOf } from './trialText.ts';
import type { Device, DeviceSetting, ModelQuantity } from './types.ts';

/** A process that computes without a word for so long hangs, and is killed. */
const SILENCE_MILLISECONDS = 120_000;

export type SupervisorPhase = 'stopped' | 'starting' | 'ready' | 'failed';

export type AnswerMessage = Extract<FromProcess, { kind: 'rows' | 'failedRows' }>;

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

export class Supervisor {
  readonly #options: SupervisorOptions;
  #ladder: DeviceLadder;
  #phase: SupervisorPhase = 'stopped';
  #failure: SupervisorFailure | undefined;
  #child: InferenceChild | undefined;
  #opened: Opening | undefined;
  #scouted = false;
  /** Of the first device, and of better ones. */
  readonly #trials: Trials;
  #cancelTimer: (() => void) | undefined;
  #waitsForAnswers = false;

  constructor(setting: DeviceSetting, options: SupervisorOptions) {
    this.#options = options;
    const { processEntry, runtimeFolder, clock, log } = options;
    this.#trials = new Trials({ processEntry, runtimeFolder, clock, log });
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
      this.#trials.forget();
    }
    this.#failure = undefined;
    this.#setPhase('stopped');
    await Promise.allSettled([child?.end(), this.#trials.settled()]);
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

  async #openWith(opened: Opening, signal: AbortSignal): Promise<void> {
    const { device, anchor } = opened;
    const absent = absentHere(device, thisPlatform);
    if (absent !== undefined) {
      this.#fail(deviceError(device, absent));
      return;
    }
    const outcome = await this.#try(opened);
    if (signal.aborted) discard(outcome);
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
      const outcome = reason === undefined ? await this.#try(opened).catch(failedTrial) : undefined;
      if (signal.aborted) {
        discard(outcome);
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

  #try(opening: Opening): Promise<TrialOutcome> {
    const { automatic, first } = this.#ladder;
    return this.#trials.open(opening, automatic && opening.device !== first);
  }

  #moveTo(opened: Opening, child: InferenceChild, report: OpenReport): void {
    const { device, anchor } = opened;
    const former = this.#child;
    this.#child = child;
    this.#opened = opened;
    this.#trials.prove(opened);
    this.#options.log(`Predictions run on ${deviceTitle(device)} (${speedsOf(report)}).`);
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

  #died({ rung, device }: Opening, how: string): void {
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
