/** Opens a device in the inference process and lets it show that it works. */
import { existsSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { FromProcess, OpenReport, ToProcess } from './messages.ts';
import { messageOf, type Network, openNetwork, WrongModelError } from './network.ts';
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
  const refuse = (code: Refusal['code'], message: string, spent = false): OpenResult => ({
    ok: false,
    refusal: { kind: 'refused', device: request.device, code, message, spent },
  });
  let runtime: Runtime;
  try {
    runtime = loadRuntime(request.runtimeFolder);
  } catch (error) {
    return refuse('SP4006', messageOf(error));
  }
  if (request.purpose === 'auto' && request.device === 'webgpu' && !mayHaveGraphics()) {
    return refuse(
      'SP4004',
      'this machine shows no graphics processor (/dev/dri, /dev/nvidia0 and /dev/dxg are absent)',
    );
  }
  try {
    return await openVerified(runtime, request, model, refuse);
  } catch (error) {
    return refuse(error instanceof WrongModelError ? 'SP4003' : 'SP4004', messageOf(error));
  }
}

type Refuse = (code: Refusal['code'], message: string, spent?: boolean) => OpenResult;

async function openVerified(
  runtime: Runtime,
  request: OpenRequest,
  model: Uint8Array,
  refuse: Refuse,
): Promise<OpenResult> {
  const begin = performance.now();
  const network = await openNetwork(runtime, request.device, model);
  const opened = performance.now();
  const output = await firstRun(network);
  const times = {
    openMilliseconds: opened - begin,
    firstRunMilliseconds: performance.now() - opened,
    runtimeVersion: runtime.version,
  };
  const wanted = request.purpose === 'report' ? REPORT_MILLISECONDS : COMPARE_MILLISECONDS;
  if (request.device === 'cpu') {
    const measured =
      request.purpose === 'report' ? await rowsPerSecond(network, COMPARED_ROWS, wanted) : undefined;
    return { ok: true, network, report: { ...times, rowsPerSecond: measured, cpuRowsPerSecond: undefined } };
  }
  const cpu = await openNetwork(runtime, 'cpu', model);
  compareWithCpu(output, await firstRun(cpu));
  const speeds = await compareSpeeds(network, cpu, wanted);
  await cpu.dispose();
  if (request.purpose === 'auto' && speeds.device < speeds.cpu) {
    const figures = `${Math.round(speeds.device)} rows/s against ${Math.round(speeds.cpu)} rows/s`;
    return refuse('SP4004', `it works but is slower than the CPU here (${figures})`, true);
  }
  return {
    ok: true,
    network,
    report: { ...times, rowsPerSecond: speeds.device, cpuRowsPerSecond: speeds.cpu },
  };
}

async function compareSpeeds(
  network: Network,
  cpu: Network,
  milliseconds: number,
): Promise<{ device: number; cpu: number }> {
  const single = { device: await rowsPerSecond(network, 1, 0), cpu: await rowsPerSecond(cpu, 1, 0) };
  if (single.device * HOPELESS < single.cpu) return single;
  return {
    device: await rowsPerSecond(network, COMPARED_ROWS, milliseconds),
    cpu: await rowsPerSecond(cpu, COMPARED_ROWS, milliseconds),
  };
}

/**
 * Whether a Linux machine shows a graphics processor. Where it shows none, only a software adapter can answer, which takes seconds to
 * say that it is slow; a machine that names its Vulkan drivers by hand is asked anyway.
 */
function mayHaveGraphics(): boolean {
  if (process.platform !== 'linux') return true;
  if (process.env.VK_ICD_FILENAMES !== undefined || process.env.VK_DRIVER_FILES !== undefined) return true;
  return ['/dev/dri', '/dev/nvidia0', '/dev/dxg'].some((node) => existsSync(node));
}
