/** Keeps an inference process running: goes through the devices, starts again after a death, gives up when that does not help. */
import { SpinelError } from '../errors.ts';
import { InferenceChild } from './child.ts';
import type { Clock } from './clock.ts';
import { DEATHS_ALLOWED, DeviceLadder } from './deviceLadder.ts';
import { absentHere, devicesOf, deviceTitle, remedyFor, thisPlatform } from './devices.ts';
import type { FromProcess, ToProcess } from './messages.ts';
import type { Device, DeviceSetting } from './types.ts';

/** A device that does not open, or a process that computes without a word, is given up after this time. */
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
  readonly onPhase: (phase: SupervisorPhase) => void;
  readonly onAnswer: (message: AnswerMessage) => void;
}

export class Supervisor {
  readonly #options: SupervisorOptions;
  #ladder: DeviceLadder;
  #phase: SupervisorPhase = 'stopped';
  #failure: SpinelError | undefined;
  #child: InferenceChild | undefined;
  #cancelTimer: (() => void) | undefined;
  #waitsForAnswers = false;

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

  /** The device in use, once one has opened. */
  get device(): Device | undefined {
    return this.#phase === 'ready' ? this.#ladder.current : undefined;
  }

  /** The process id, while there is a process. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts a process where there is none. */
  start(): void {
    if (this.#phase === 'starting' || this.#phase === 'ready') return;
    this.#failure = undefined;
    this.#setPhase('starting');
    void this.#startProcess();
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
    const child = this.#child;
    this.#child = undefined;
    this.#stopTimer();
    if (setting !== undefined) this.#ladder = ladderOf(setting);
    this.#failure = undefined;
    this.#setPhase('stopped');
    await child?.end();
  }

  async #startProcess(): Promise<void> {
    const absent = this.#absent();
    if (absent !== undefined) {
      this.#fail(absent);
      return;
    }
    const { processEntry, log, loadModel } = this.#options;
    const child: InferenceChild = new InferenceChild(processEntry, {
      onMessage: (message) => this.#receive(child, message),
      onDeath: (how) => this.#died(child, how),
      log,
    });
    this.#child = child;
    try {
      const bytes = await loadModel();
      if (this.#child !== child) return;
      child.send({ kind: 'model', bytes });
      this.#open(child);
    } catch (error) {
      if (this.#child === child) this.#fail(asSpinelError(error));
    }
  }

  #open(child: InferenceChild): void {
    this.#restartTimer(SILENCE_MILLISECONDS, () => child.kill());
    child.send({
      kind: 'open',
      device: this.#ladder.current,
      runtimeFolder: this.#options.runtimeFolder,
      purpose: this.#ladder.automatic ? 'auto' : 'named',
    });
  }

  #receive(child: InferenceChild, message: FromProcess): void {
    if (this.#child !== child) return;
    if (message.kind === 'opened') {
      const { openMilliseconds, firstRunMilliseconds, runtimeVersion } = message.report;
      this.#options.log(
        `Predictions run on ${deviceTitle(message.device)} (onnxruntime-node ${runtimeVersion}; opened in ` +
          `${Math.round(openMilliseconds)} ms, first run ${Math.round(firstRunMilliseconds)} ms).`,
      );
      this.#setPhase('ready');
      this.#watch();
    } else if (message.kind === 'refused') {
      this.#refused(child, message);
    } else {
      this.#watch();
      this.#options.onAnswer(message);
    }
  }

  #refused(
    child: InferenceChild,
    { device, code, message, spent }: Extract<FromProcess, { kind: 'refused' }>,
  ): void {
    this.#options.log(`${deviceTitle(device)} is not used: ${message}.`);
    if (code === 'SP4006') this.#fail(runtimeError(message, this.#options.runtimeFolder));
    else if (code === 'SP4003') this.#fail(modelError(message));
    else if (!this.#ladder.automatic || !this.#ladder.next()) this.#fail(deviceError(device, message));
    else if (!spent) this.#open(child);
    else this.#replace(child);
  }

  #replace(child: InferenceChild): void {
    void child.end();
    void this.#startProcess();
  }

  #died(child: InferenceChild, how: string): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    this.#stopTimer();
    const device = this.#ladder.current;
    this.#options.log(`The inference process on ${deviceTitle(device)} ${how}.`);
    const then = this.#ladder.died(this.#options.clock.now(), this.#phase === 'starting');
    if (then.kind === 'giveUp') {
      this.#fail(deathError(device, how, this.#ladder.automatic));
      return;
    }
    if (then.kind === 'next') this.#options.log(`${deviceTitle(this.#ladder.current)} is tried instead.`);
    this.#setPhase('starting');
    const delay = then.kind === 'again' ? then.delayMilliseconds : 0;
    this.#restartTimer(delay, () => void this.#startProcess());
  }

  /** A device that this platform cannot have is refused without a process. */
  #absent(): SpinelError | undefined {
    const device = this.#ladder.current;
    const why = absentHere(device, thisPlatform);
    return why === undefined ? undefined : deviceError(device, why.replace(/\.$/, ''));
  }

  #fail(error: SpinelError): void {
    const child = this.#child;
    this.#child = undefined;
    this.#stopTimer();
    this.#failure = error;
    this.#options.log(`Predictions are off: ${error.code} ${error.message} ${error.remedy}`);
    this.#setPhase('failed');
    void child?.end();
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

function asSpinelError(error: unknown): SpinelError {
  if (error instanceof SpinelError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new SpinelError('SP9001', message, 'Report what the log says.', { cause: error });
}

function runtimeError(message: string, runtimeFolder: string): SpinelError {
  return new SpinelError(
    'SP4006',
    `The ONNX runtime cannot be loaded: ${message}.`,
    runtimeFolder === ''
      ? 'Install Spinel Studio again for this platform; the runtime is a part of it.'
      : 'Correct "spinel.runtimeFolder", or leave it empty for the runtime that is shipped.',
  );
}

function modelError(message: string): SpinelError {
  return new SpinelError(
    'SP4003',
    `The model cannot be used: ${message}.`,
    'Install the models again: they belong to this version of Spinel Studio.',
  );
}

function deviceError(device: Device, message: string): SpinelError {
  return new SpinelError(
    'SP4004',
    `The device ${deviceTitle(device)} is not available: ${message}.`,
    remedyFor(device, thisPlatform),
  );
}

function deathError(device: Device, how: string, automatic: boolean): SpinelError {
  const others = automatic ? 'no other device is left' : 'no other device was allowed';
  return new SpinelError(
    'SP4005',
    `The inference process on ${deviceTitle(device)} stopped ${DEATHS_ALLOWED} times, and ${others}. At last it ${how}.`,
    'Editing goes on without predictions. Choose another device (command “Spinel: Select Device”), or look into the log, and then restart the server.',
  );
}
