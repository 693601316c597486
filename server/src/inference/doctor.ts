/** Finds out which devices work on this machine, for `spinel doctor` and the command “Check Device”. */
import { grouped } from '../counts.ts';
import { runsOnCpuOnly } from './anchor.ts';
import { systemClock } from './clock.ts';
import { absentHere, allDevices, deviceTitle, type Platform, remedyFor, thisPlatform } from './devices.ts';
import type { OpenReport } from './messages.ts';
import { openRegistry } from './registry.ts';
import { openInNewProcess, type TrialModel } from './trial.ts';
import type { Device, DeviceReport, ModelDescription, ModelQuantity } from './types.ts';

export interface CheckDevicesOptions {
  readonly modelsFolder: string;
  /** The user's own models; empty, as by default, for none. */
  readonly ownModelsFolder?: string;
  readonly processEntry: string;
  /** A folder with the user's own onnxruntime-node; empty for the one shipped. */
  readonly runtimeFolder: string;
  /** Takes what the processes print. */
  readonly log?: (line: string) => void;
  /** Called with each report as soon as it is there. */
  readonly onReport?: (report: DeviceReport) => void;
}

/**
 * One report for every device that there is, the best first. Each is tried in a process of its own, so that a driver that takes its process
 * down is a report; and one after the other, so that they do not slow each other down. Takes some seconds.
 * @throws SpinelError SP4001 to SP4003 where there is no model to try them with
 */
export async function checkDevices(options: CheckDevicesOptions): Promise<readonly DeviceReport[]> {
  const registry = openRegistry(options.modelsFolder, options.ownModelsFolder);
  const description = modelToTry(await registry.models()) ?? (await registry.describe('gap'));
  const { bytes } = await registry.load(description);
  const model: TrialModel = {
    // Only a name here: nothing is predicted beyond the first run.
    quantity: description.quantity as ModelQuantity,
    network: description.network,
    bytes: Promise.resolve(bytes),
  };
  const reports: DeviceReport[] = [];
  for (const device of allDevices) {
    const report = await checkDevice(device, model, options);
    reports.push(report);
    options.onReport?.(report);
  }
  return reports;
}

/** The model of gaps, or another that every device can run. */
function modelToTry(models: readonly ModelDescription[]): ModelDescription | undefined {
  const everywhere = models.filter((model) => !runsOnCpuOnly(model));
  return everywhere.find(({ quantity }) => quantity === 'gap') ?? everywhere[0];
}

async function checkDevice(
  device: Device,
  model: TrialModel,
  options: CheckDevicesOptions,
): Promise<DeviceReport> {
  const absent = absentHere(device, thisPlatform);
  if (absent !== undefined) return failing(device, absent, undefined);
  const outcome = await openInNewProcess(device, {
    processEntry: options.processEntry,
    runtimeFolder: options.runtimeFolder,
    model,
    purpose: 'report',
    clock: systemClock,
    log: options.log ?? (() => undefined),
  });
  if (outcome.kind === 'opened') {
    await outcome.child.end();
    return working(device, outcome.report, thisPlatform);
  }
  const died = outcome.kind === 'died' ? `the process that tried it ${outcome.how}` : undefined;
  const refused = outcome.kind === 'refused' ? outcome.message : undefined;
  return failing(device, sentence(died ?? refused ?? 'it was not tried'), remedyFor(device, thisPlatform));
}

function failing(device: Device, detail: string, remedy: string | undefined): DeviceReport {
  return { device, works: false, detail, remedy, rowsPerSecond: undefined };
}

function working(device: Device, report: OpenReport, platform: Platform): DeviceReport {
  const rate = report.rowsPerSecond ?? 0;
  const cpu = report.cpuRowsPerSecond;
  const slow = cpu !== undefined && rate < cpu;
  const beside = cpu === undefined ? '' : `, the CPU ${rows(cpu)}`;
  const opening = `onnxruntime-node ${report.runtimeVersion} opened in ${Math.round(report.openMilliseconds)} ms`;
  const verdict = slow
    ? ` Slower than the CPU, so that "auto" does not take it: ${deviceTitle(device)} runs in software here.`
    : '';
  return {
    device,
    works: true,
    detail: `Predicts ${rows(rate)}${beside} (${opening}).${verdict}`,
    remedy: slow ? remedyFor(device, platform) : undefined,
    rowsPerSecond: rate,
  };
}

function rows(rate: number): string {
  return `${grouped(rate)} rows/s`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.?\s*$/, '.')}`;
}
