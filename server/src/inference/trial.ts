/** Opens a device in a process of its own, whatever may become of that process. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type ChildHandlers, InferenceChild, LAST_WORDS_MILLISECONDS } from './child.ts';
import type { Clock } from './clock.ts';
import type { FromProcess, OpenPurpose, OpenReport } from './messages.ts';
import type { Device, ModelQuantity, NetworkInterface } from './types.ts';

/** A driver may compile for a while; a device that takes longer than this to open is of no use. */
const PATIENCE_MILLISECONDS = 120_000;

/** The model with which a device is tried. */
export interface TrialModel {
  readonly quantity: ModelQuantity;
  readonly network: NetworkInterface;
  /** Read while the process starts. */
  readonly bytes: Promise<Uint8Array>;
}

export interface TrialOptions {
  readonly processEntry: string;
  /** A folder with the user's own onnxruntime-node; empty for the one shipped. */
  readonly runtimeFolder: string;
  readonly model: TrialModel;
  readonly purpose: OpenPurpose;
  readonly clock: Clock;
  readonly log: (line: string) => void;
  readonly signal?: AbortSignal;
}

type Refused = Extract<FromProcess, { readonly kind: 'refused' }>;

export type TrialOutcome =
  /** The process is ready for jobs, and belongs to whoever asked for it. */
  | { readonly kind: 'opened'; readonly child: InferenceChild; readonly report: OpenReport }
  | Refused
  /** `how` completes "the process …". */
  | { readonly kind: 'died'; readonly how: string }
  | { readonly kind: 'aborted' };

/** Rejects only where the model does. */
export async function openInNewProcess(device: Device, options: TrialOptions): Promise<TrialOutcome> {
  const { processEntry, runtimeFolder, purpose, clock, log, signal } = options;
  const { quantity, network, bytes } = options.model;
  const { promise, resolve } = Promise.withResolvers<TrialOutcome>();
  const handlers: ChildHandlers = {
    onMessage: (message) => {
      if (message.kind === 'opened') resolve({ kind: 'opened', child, report: message.report });
      if (message.kind === 'refused') resolve(message);
    },
    onDeath: (how) => resolve({ kind: 'died', how }),
    log,
  };
  const child = new InferenceChild(processEntry, handlers);
  const abort = () => resolve({ kind: 'aborted' });
  signal?.addEventListener('abort', abort);
  const cancelTimer = clock.after(PATIENCE_MILLISECONDS, () =>
    resolve({ kind: 'died', how: `did not answer within ${PATIENCE_MILLISECONDS / 1000} seconds` }),
  );
  let opened = false;
  try {
    child.send({ kind: 'model', quantity, bytes: await bytes });
    child.send({ kind: 'open', quantity, network, device, runtimeFolder, purpose });
    const outcome = await promise;
    opened = outcome.kind === 'opened';
    return outcome.kind === 'refused' ? await withLinkerError(outcome, child) : outcome;
  } finally {
    cancelTimer();
    signal?.removeEventListener('abort', abort);
    // A driver that is compiling does not listen, and nothing of a failed trial is worth waiting for.
    if (!opened) await child.end(0);
  }
}

/** The runtime prints which library the dynamic linker misses, and does not say it in its error. */
async function withLinkerError(outcome: Refused, child: InferenceChild): Promise<Refused> {
  await sleep(LAST_WORDS_MILLISECONDS);
  const reason = /with error: (.*)/.exec(child.lastWords)?.[1]?.trim();
  return reason === undefined ? outcome : { ...outcome, message: `${outcome.message}: ${reason}` };
}
