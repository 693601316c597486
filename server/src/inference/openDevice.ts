/** Opens a device in the inference process and lets it show that it works. */
import { performance } from 'node:perf_hooks';
import type { FromProcess, OpenPurpose, OpenReport, ToProcess } from './messages.ts';
import {
  messageOf,
  type Network,
  type NetworkOutput,
  openNetwork,
  PROCESSORS,
  WrongModelError,
} from './network.ts';
import { loadRuntime, type Runtime } from './runtime.ts';
import { compareWithCpu, firstRun, rowsPerSecond } from './verify.ts';

export type OpenRequest = Extract<ToProcess, { kind: 'open' }>;
type Refusal = Extract<FromProcess, { kind: 'refused' }>;

export type OpenResult =
  | { readonly ok: true; readonly network: Network; readonly report: OpenReport }
  | { readonly ok: false; readonly refusal: Refusal };

/** Rows of the batch on which devices are compared, and how long each is measured. */
const COMPARED_ROWS = 64;
const COMPARE_MILLISECONDS = 60;
const REPORT_MILLISECONDS = 1000;

/** A device that takes this many times as long as the CPU for one row is no graphics processor; a batch would only take longer to tell. */
const HOPELESS = 50;

/** Opens the model on a device and verifies it. Never rejects. */
export async function openDevice(request: OpenRequest, model: Uint8Array): Promise<OpenResult> {
  const refuse = (code: Refusal['code'], message: string): OpenResult => ({
    ok: false,
    refusal: { kind: 'refused', quantity: request.quantity, device: request.device, code, message },
  });
  let runtime: Runtime;
  try {
    runtime = loadRuntime(request.runtimeFolder);
  } catch (error) {
    return refuse('SP4006', messageOf(error));
  }
  try {
    return await openVerified(runtime, request, model, refuse);
  } catch (error) {
    return refuse(error instanceof WrongModelError ? 'SP4003' : 'SP4004', messageOf(error));
  }
}

type Refuse = (code: Refusal['code'], message: string) => OpenResult;

async function openVerified(
  runtime: Runtime,
  request: OpenRequest,
  model: Uint8Array,
  refuse: Refuse,
): Promise<OpenResult> {
  const begin = performance.now();
  const network = await openNetwork(runtime, request.device, model, request.network, threadsFor(request));
  const opened = performance.now();
  const output = await firstRun(network);
  const times = {
    openMilliseconds: opened - begin,
    firstRunMilliseconds: performance.now() - opened,
    runtimeVersion: runtime.version,
  };
  const speeds =
    request.device === 'cpu'
      ? await ownSpeed(network, request.purpose)
      : await besideCpu(
          network,
          output,
          () => openNetwork(runtime, 'cpu', model, request.network, PROCESSORS),
          request.purpose,
        );
  const { rowsPerSecond: rate, cpuRowsPerSecond: cpuRate } = speeds;
  if (request.purpose === 'auto' && rate !== undefined && cpuRate !== undefined && rate < cpuRate) {
    const figures = `${Math.round(rate)} rows/s against ${Math.round(cpuRate)} rows/s`;
    return refuse('SP4004', `it works but is slower than the CPU here (${figures})`);
  }
  return { ok: true, network, report: { ...times, ...speeds } };
}

/**
 * At work the CPU gets one thread a process, since a long run has a process for each processor. Where only its speed is of interest,
 * the one process there is uses them all.
 */
function threadsFor({ device, purpose }: OpenRequest): number {
  return device === 'cpu' && purpose !== 'report' ? 1 : PROCESSORS;
}

type Speeds = Pick<OpenReport, 'rowsPerSecond' | 'cpuRowsPerSecond'>;

const unmeasured: Speeds = { rowsPerSecond: undefined, cpuRowsPerSecond: undefined };

/** The CPU has nobody to be compared with; only a report wants its speed. */
async function ownSpeed(network: Network, purpose: OpenPurpose): Promise<Speeds> {
  if (purpose !== 'report') return unmeasured;
  return { ...unmeasured, rowsPerSecond: await rowsPerSecond(network, COMPARED_ROWS, REPORT_MILLISECONDS) };
}

/** @throws Error where the device's first answers are not those of the CPU. */
async function besideCpu(
  network: Network,
  output: NetworkOutput,
  openCpu: () => Promise<Network>,
  purpose: OpenPurpose,
): Promise<Speeds> {
  if (purpose === 'again') return unmeasured;
  const cpu = await openCpu();
  try {
    compareWithCpu(output, await firstRun(cpu));
    if (purpose === 'named') return unmeasured;
    return await compareSpeeds(
      network,
      cpu,
      purpose === 'report' ? REPORT_MILLISECONDS : COMPARE_MILLISECONDS,
    );
  } finally {
    await cpu.dispose();
  }
}

async function compareSpeeds(network: Network, cpu: Network, milliseconds: number): Promise<Speeds> {
  const single = [await rowsPerSecond(network, 1, 0), await rowsPerSecond(cpu, 1, 0)] as const;
  if (single[0] * HOPELESS < single[1]) return { rowsPerSecond: single[0], cpuRowsPerSecond: single[1] };
  return {
    rowsPerSecond: await rowsPerSecond(network, COMPARED_ROWS, milliseconds),
    cpuRowsPerSecond: await rowsPerSecond(cpu, COMPARED_ROWS, milliseconds),
  };
}
