/** What the status items say. */
import type { InferenceStatus } from '@spinel-studio/server/inference/types.ts';

export type StatusSeverity = 'information' | 'warning' | 'error';

export interface StatusText {
  /** A few words with an icon, for the status bar. */
  readonly short: string;
  /** One line for the language status. */
  readonly text: string;
  /** Whole sentences. */
  readonly detail: string;
  readonly severity: StatusSeverity;
  readonly busy: boolean;
  /** The command that helps, with its label. */
  readonly action: { readonly title: string; readonly command: string };
}

export interface StatusInput {
  readonly server: 'starting' | 'running' | 'stopped';
  readonly trusted: boolean;
  readonly status: InferenceStatus;
}

const deviceNames: Readonly<Record<string, string>> = {
  cuda: 'CUDA',
  dml: 'DirectML',
  coreml: 'CoreML',
  webgpu: 'WebGPU',
  cpu: 'CPU',
};

export function deviceName(device: string): string {
  return deviceNames[device] ?? device;
}

const selectDevice = { title: 'Select Device', command: 'spinel.selectDevice' };
const restart = { title: 'Restart Server', command: 'spinel.restartServer' };

function plain(short: string, text: string, detail: string, busy = false): StatusText {
  return { short, text, detail, severity: 'information', busy, action: selectDevice };
}

function failed(error: NonNullable<InferenceStatus['error']>): StatusText {
  const device = error.code === 'SP4004';
  const restartable = error.code === 'SP4005';
  return {
    short: '$(warning) Spinel: no predictions',
    text: `Predictions are off (${error.code})`,
    detail: `${error.message} ${error.remedy}`,
    severity: 'error',
    busy: false,
    action: device
      ? selectDevice
      : restartable
        ? restart
        : { title: 'Show Output', command: 'spinel.showOutput' },
  };
}

function predictions(status: InferenceStatus): StatusText {
  const model = status.model ?? 'the gap model';
  const device = status.device === undefined ? undefined : deviceName(status.device);
  switch (status.state) {
    case 'failed':
      return failed(
        status.error ?? {
          code: 'SP9001',
          message: 'Predictions stopped for an unknown reason.',
          remedy: 'Look into the output and restart the server.',
        },
      );
    case 'starting':
      return plain('$(loading~spin) Spinel', 'Loading the model', 'The gap model is being loaded.', true);
    case 'idle':
      return device === undefined
        ? plain('$(beaker) Spinel', 'Ready', 'The gap model is loaded at the first prediction.')
        : plain(
            `$(beaker) Spinel: ${device}`,
            `${model} on ${device}, at rest`,
            `${model} ran on ${device} and rests.`,
          );
    case 'ready':
    case 'busy':
      return plain(
        `$(beaker) Spinel: ${device ?? 'ready'}`,
        `${model} on ${device ?? 'an unknown device'}`,
        `Predictions come from ${model}, running on ${device ?? 'an unknown device'}.`,
        status.state === 'busy',
      );
  }
}

export function statusText({ server, trusted, status }: StatusInput): StatusText {
  if (server === 'stopped') {
    return {
      short: '$(error) Spinel stopped',
      text: 'The language server is not running',
      detail: 'The Spinel language server is not running. Restart it; the output says why it stopped.',
      severity: 'error',
      busy: false,
      action: restart,
    };
  }
  if (server === 'starting') {
    return plain('$(loading~spin) Spinel', 'Starting', 'The Spinel language server is starting.', true);
  }
  if (!trusted) {
    return {
      short: '$(workspace-untrusted) Spinel: editing only',
      text: 'Editing only: this workspace is not trusted',
      detail: 'No model is loaded and no study is run until you trust this workspace.',
      severity: 'warning',
      busy: false,
      action: { title: 'Manage Trust', command: 'workbench.trust.manage' },
    };
  }
  return predictions(status);
}
