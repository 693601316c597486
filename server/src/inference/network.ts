/** The network on one device. Native code: only the inference process may call this. */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type * as Ort from 'onnxruntime-node';
import { COMMON_INPUTS, PBE_GAP_INPUT } from './networkFields.ts';
import { cudaLibrary, type Runtime } from './runtime.ts';
import type { Device, NetworkInterface, NetworkOutputs } from './types.ts';

/** The processors that predictions use at most. */
export const PROCESSORS = Math.min(4, availableParallelism());

/** Inputs of a run: the rows of one bucket, or a part of them. */
export interface NetworkInput {
  readonly slots: number;
  /** [rows, slots] */
  readonly elements: Int32Array;
  /** [rows, slots] */
  readonly amounts: Float32Array;
  /** [rows] */
  readonly spaceGroup: Int32Array;
  /** [rows], in eV; only for networks that take it. */
  readonly pbeGap?: Float32Array | undefined;
}

/** Outputs of a run by their role, each [rows]. */
export type NetworkOutput = { readonly [Role in keyof NetworkOutputs]: Float32Array };

export interface Network {
  readonly device: Device;
  run(input: NetworkInput): Promise<NetworkOutput>;
  dispose(): Promise<void>;
}

/** The model file does not have the inputs and outputs that the engine knows. */
export class WrongModelError extends Error {}

/**
 * Opens the model on a device, with so many threads for what is computed on the CPU.
 * @throws WrongModelError where the file is not such a model, Error where the device cannot be had
 */
export async function openNetwork(
  runtime: Runtime,
  device: Device,
  model: Uint8Array,
  names: NetworkInterface,
  threads: number,
): Promise<Network> {
  if (device === 'cuda' && !existsSync(cudaLibrary(runtime.libraryFolder))) {
    throw new Error(`${cudaLibrary(runtime.libraryFolder)} is not there`);
  }
  const session = await createSession(runtime, device, model, threads);
  const inputs = names.pbeGap ? [...COMMON_INPUTS, PBE_GAP_INPUT] : COMMON_INPUTS;
  for (const name of inputs) requireName('input', name, session.inputNames);
  for (const name of Object.values(names.outputs)) requireName('output', name, session.outputNames);
  return {
    device,
    run: (input) => runSession(runtime, session, names, input),
    dispose: () => session.release(),
  };
}

async function createSession(
  runtime: Runtime,
  device: Device,
  model: Uint8Array,
  threads: number,
): Promise<Ort.InferenceSession> {
  try {
    return await runtime.ort.InferenceSession.create(model, sessionOptions(device, threads));
  } catch (error) {
    // Only the CPU takes every graph, so that a failure there is the model's and not the device's.
    if (device === 'cpu') throw new WrongModelError(messageOf(error), { cause: error });
    throw error;
  }
}

/** Chosen by measurement; docs/gpu.md has the figures. */
function sessionOptions(device: Device, threads: number): Ort.InferenceSession.SessionOptions {
  return {
    executionProviders: [device],
    graphOptimizationLevel: 'all',
    // Runs are short and many: threads that spin between them would take the processor from the editor.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
    // DirectML has no memory of which a pattern could be made.
    enableMemPattern: device !== 'dml',
    intraOpNumThreads: threads,
    // 3 is "error": a warning that shapes are computed on the CPU helps nobody.
    logSeverityLevel: 3,
  };
}

async function runSession(
  { ort }: Runtime,
  session: Ort.InferenceSession,
  names: NetworkInterface,
  input: NetworkInput,
): Promise<NetworkOutput> {
  const rows = input.spaceGroup.length;
  const shape = [rows, input.slots];
  const outputs = await session.run({
    elements: new ort.Tensor('int32', input.elements, shape),
    amounts: new ort.Tensor('float32', input.amounts, shape),
    space_group: new ort.Tensor('int32', input.spaceGroup, [rows]),
    ...(names.pbeGap && input.pbeGap !== undefined
      ? { [PBE_GAP_INPUT]: new ort.Tensor('float32', input.pbeGap, [rows]) }
      : {}),
  });
  const column = (name: string): Float32Array => {
    const data = outputs[name]?.data;
    if (data instanceof Float32Array && data.length === rows) return data;
    throw new WrongModelError(`the output “${name}” is no list of ${rows} 32-bit numbers`);
  };
  const { value, sigma, novelty, metal, metalGga, conditional } = names.outputs;
  return {
    value: column(value),
    sigma: column(sigma),
    novelty: column(novelty),
    ...(metal === undefined ? {} : { metal: column(metal) }),
    ...(metalGga === undefined ? {} : { metalGga: column(metalGga) }),
    ...(conditional === undefined ? {} : { conditional: column(conditional) }),
  };
}

function requireName(kind: 'input' | 'output', name: string, names: readonly string[]): void {
  if (!names.includes(name))
    throw new WrongModelError(`it has no ${kind} “${name}” (but ${names.join(', ')})`);
}

/** What an error says. The runtime puts its source file and the failed condition before that, which helps no user. */
export function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^\S*onnxruntime\S*:\d+ .* was false\. /s, '').trim();
}
