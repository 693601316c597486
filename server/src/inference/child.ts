/** One inference process, from its start to its end. */
import { type ChildProcess, fork } from 'node:child_process';
import type { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import type { FromProcess, ToProcess } from './messages.ts';

/** A process that was asked to end gets this long before it is killed. A chunk takes 50 ms. */
const GRACE_MILLISECONDS = 2000;

/** How much of what a process printed is kept to explain its end. */
const LAST_WORDS = 1500;

/** The last words may still be in the pipe for so long when the process is gone. */
export const LAST_WORDS_MILLISECONDS = 20;

/** What Node prints around the message of an error. */
const STACK_LINE = /^\s+(at|code:|requireStack:|throw) |^\s*[{}^\]]|^node:|^Node\.js v/;

export interface ChildHandlers {
  readonly onMessage: (message: FromProcess) => void;
  /** Called once, when the process has ended of itself or was killed from outside; `how` completes "the process …". */
  readonly onDeath: (how: string) => void;
  readonly log: (line: string) => void;
}

export class InferenceChild {
  readonly #process: ChildProcess;
  #handlers: ChildHandlers;
  #death: string | undefined;
  readonly #ended: Promise<void>;
  #expected = false;
  #lastWords = '';

  /** Forks `processEntry`: the bundled process, or its source where Node runs TypeScript. */
  constructor(processEntry: string, handlers: ChildHandlers) {
    this.#handlers = handlers;
    this.#process = fork(processEntry, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Options of the parent, such as an inspector's port, are not the child's.
      execArgv: [],
      env: {
        ...process.env,
        ...(process.versions.electron === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' }),
      },
    });
    this.#process.on('message', (message) => {
      if (!this.#expected) this.#handlers.onMessage(message as FromProcess);
    });
    this.#listen(this.#process.stdout);
    this.#listen(this.#process.stderr);
    this.#ended = new Promise((resolve) => {
      const finish = (how: string) => {
        resolve();
        if (this.#expected) return;
        this.#expected = true;
        setTimeout(() => {
          this.#death = how + this.#explanation();
          this.#handlers.onDeath(this.#death);
        }, LAST_WORDS_MILLISECONDS);
      };
      this.#process.on('error', (error) => finish(`could not be started: ${error.message}`));
      this.#process.once('exit', (code, signal) =>
        finish(signal === null ? `ended with code ${code}` : `was ended by ${signal}`),
      );
    });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** What it printed last. Complete some milliseconds after its end. */
  get lastWords(): string {
    return this.#lastWords;
  }

  /** Reports to somebody else from now on, who learns of a death that has come already. */
  handOver(handlers: ChildHandlers): void {
    this.#handlers = handlers;
    if (this.#death !== undefined) handlers.onDeath(this.#death);
  }

  send(message: ToProcess): void {
    // Where the process is gone already, its death is on the way and tells the rest.
    if (this.#process.connected) this.#process.send(message, () => undefined);
  }

  /** Lets the process end its chunk and go; kills it where it does not do so in time. No handler is called any more. */
  async end(graceMilliseconds = GRACE_MILLISECONDS): Promise<void> {
    this.#expected = true;
    if (this.#process.connected) this.#process.disconnect();
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), graceMilliseconds);
    await this.#ended;
    clearTimeout(timer);
  }

  /** Kills a process that does not answer; its death is reported. */
  kill(): void {
    this.#process.kill('SIGKILL');
  }

  #listen(stream: Readable | null): void {
    stream?.setEncoding('utf8');
    stream?.on('data', (colourful: string) => {
      const text = stripVTControlCharacters(colourful);
      this.#lastWords = (this.#lastWords + text).slice(-LAST_WORDS);
      for (const line of text.split('\n'))
        if (line.trim() !== '') this.#handlers.log(`[inference process] ${line}`);
    });
  }

  #explanation(): string {
    const lines = this.#lastWords.split('\n').filter((line) => line.trim() !== '' && !STACK_LINE.test(line));
    return lines.length === 0 ? '' : `; its last words: ${lines.slice(-3).join(' | ')}`;
  }
}
