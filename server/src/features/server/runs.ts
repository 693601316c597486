/** Runs of studies: each is the command line in a process of its own, so that it shares no heap with the editor. */
import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { SpinelError } from '../../errors.ts';
import type { RunEvent } from '../../pipeline/types.ts';

export interface RunOptions {
  readonly cliProcess: string;
  readonly modelsFolder: string;
  readonly device: string;
  readonly runtimeFolder: string;
  /** The user's own models; empty for none. */
  readonly ownModelsFolder: string;
}

export interface RunListener {
  event(folder: string, event: RunEvent): void;
  log(line: string): void;
}

interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<void>;
  cancelled: boolean;
}

/** Milliseconds that a cancelled run has to put its finished parts in order. */
const GRACE = 5000;
/** Lines of a failed process that its error repeats. */
const LAST_LINES = 5;

export class Runs {
  readonly #listener: RunListener;
  readonly #runs = new Map<string, Run>();

  constructor(listener: RunListener) {
    this.#listener = listener;
  }

  /** @throws SpinelError SP5001 where a run goes on in the folder. */
  start(file: string, folder: string, options: RunOptions): void {
    const place = path.resolve(folder);
    if (this.#runs.has(place)) {
      throw new SpinelError(
        'SP5001',
        `A run is going on in ${folder}.`,
        'Wait for it, cancel it, or choose another folder.',
      );
    }
    const child = fork(options.cliProcess, argumentsOf(file, place, options), { silent: true });
    const run: Run = { child, cancelled: false, ended: this.#follow(place, child) };
    this.#runs.set(place, run);
  }

  /** Resolves when the run has ended; at once where none goes on in the folder. */
  async cancel(folder: string): Promise<void> {
    const run = this.#runs.get(path.resolve(folder));
    if (!run) return;
    run.cancelled = true;
    run.child.kill('SIGTERM');
    const force = setTimeout(() => run.child.kill('SIGKILL'), GRACE);
    await run.ended;
    clearTimeout(force);
  }

  /** Ends all runs; their folders stay resumable. */
  async dispose(): Promise<void> {
    await Promise.all([...this.#runs.keys()].map((folder) => this.cancel(folder)));
  }

  /** Relays every line as an event. A process that ends without a last event is reported as failed, so that nobody waits for ever. */
  #follow(folder: string, child: ChildProcess): Promise<void> {
    let concluded = false;
    const notes: string[] = [];
    if (child.stdout) {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const event = eventOf(line);
        if (!event) return this.#listener.log(line);
        concluded ||= event.kind === 'finished' || event.kind === 'failed';
        this.#listener.event(folder, event);
      });
    }
    if (child.stderr) {
      createInterface({ input: child.stderr }).on('line', (line) => {
        notes.push(line);
        if (notes.length > LAST_LINES) notes.shift();
        this.#listener.log(line);
      });
    }
    return new Promise((resolve) => {
      const end = (reason: string) => {
        const run = this.#runs.get(folder);
        this.#runs.delete(folder);
        if (!concluded && !run?.cancelled) this.#listener.event(folder, died(reason, notes));
        resolve();
      };
      child.once('error', (error) => end(error.message));
      child.once('close', (code, signal) => end(signal ? `signal ${signal}` : `exit code ${code}`));
    });
  }
}

function argumentsOf(file: string, folder: string, options: RunOptions): readonly string[] {
  const runtime = options.runtimeFolder === '' ? [] : ['--runtime', options.runtimeFolder];
  const own = options.ownModelsFolder === '' ? [] : ['--own-models', options.ownModelsFolder];
  return [
    ...['run', file, '--out', folder, '--json'],
    ...['--device', options.device, '--models', options.modelsFolder],
    ...runtime,
    ...own,
  ];
}

const kinds: ReadonlySet<string> = new Set([
  'started',
  'progress',
  'warning',
  'screened',
  'exported',
  'finished',
  'failed',
] satisfies RunEvent['kind'][]);

/** The event of a line of `spinel run --json`; undefined for anything else that a process may print. */
function eventOf(line: string): RunEvent | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const known =
      typeof value === 'object' && value !== null && 'kind' in value && kinds.has(String(value.kind));
    return known ? (value as RunEvent) : undefined;
  } catch {
    return undefined;
  }
}

function died(reason: string, notes: readonly string[]): RunEvent {
  return {
    kind: 'failed',
    code: 'SP9001',
    message: `The run's process ended before the run did (${reason}). ${notes.join(' ')}`.trim(),
    remedy: 'Run the study again into the same folder, which goes on where it stopped.',
  };
}
