/** What the log says of a device that was tried. */
import type { OpenReport } from './messages.ts';
import type { TrialOutcome } from './trial.ts';

/** Completes "… is not used: ". */
export function explanationOf(outcome: TrialOutcome | undefined): string {
  if (outcome?.kind === 'refused') return outcome.message;
  return outcome?.kind === 'died' ? `the process that tried it ${outcome.how}` : 'it was not tried';
}

/** How fast a device opened and ran, and how the CPU compares where that was measured. */
export function speedsOf(report: OpenReport): string {
  const { openMilliseconds, firstRunMilliseconds, runtimeVersion, rowsPerSecond, cpuRowsPerSecond } = report;
  const times = `opened in ${Math.round(openMilliseconds)} ms, first run ${Math.round(firstRunMilliseconds)} ms`;
  if (rowsPerSecond === undefined || cpuRowsPerSecond === undefined)
    return `onnxruntime-node ${runtimeVersion}; ${times}`;
  const speeds = `${Math.round(rowsPerSecond)} rows/s against the CPU's ${Math.round(cpuRowsPerSecond)}`;
  return `onnxruntime-node ${runtimeVersion}; ${times}; ${speeds}`;
}
