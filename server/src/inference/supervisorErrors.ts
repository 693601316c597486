/** Why there are no predictions, as the user is told. */
import { SpinelError } from '../errors.ts';
import { DEATHS_ALLOWED } from './deviceLadder.ts';
import { deviceTitle, remedyFor, thisPlatform } from './devices.ts';
import type { FromProcess } from './messages.ts';
import { networkRemedy } from './modelRemedies.ts';
import type { Device } from './types.ts';

/** A device that did not open; `ownFolder` is that of the model, where it is the user's. */
export function refusedError(
  { device, code, message }: Extract<FromProcess, { kind: 'refused' }>,
  runtimeFolder: string,
  ownFolder: string | undefined,
): SpinelError {
  if (code === 'SP4006') return runtimeError(message, runtimeFolder);
  return code === 'SP4003' ? modelError(message, ownFolder) : deviceError(device, message);
}

/** `message` completes "The device CUDA is not available: …". */
export function deviceError(device: Device, message: string): SpinelError {
  return new SpinelError(
    'SP4004',
    `The device ${deviceTitle(device)} is not available: ${message.replace(/\.$/, '')}.`,
    remedyFor(device, thisPlatform),
  );
}

/** A process that died too often; `how` completes "it …". */
export function deathError(device: Device, how: string): SpinelError {
  return new SpinelError(
    'SP4005',
    `The inference process on ${deviceTitle(device)} stopped ${DEATHS_ALLOWED} times within two minutes. At last it ${how}.`,
    'Editing goes on without predictions. Choose another device (command “Spinel: Select Device”), or look into the log, and then restart the server.',
  );
}

/** Whatever was thrown, as something to be told. */
export function asSpinelError(error: unknown): SpinelError {
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

function modelError(message: string, ownFolder: string | undefined): SpinelError {
  const which = ownFolder === undefined ? 'The model' : `The model in ${ownFolder}`;
  return new SpinelError('SP4003', `${which} cannot be used: ${message}.`, networkRemedy(ownFolder));
}
