import type { DeviceSetting } from '@spinel-studio/server/inference/types.ts';
import * as vscode from 'vscode';

interface DeviceItem extends vscode.QuickPickItem {
  readonly device: DeviceSetting;
}

const devices: readonly DeviceItem[] = [
  { device: 'auto', label: 'Automatic', detail: 'The best device that works here.' },
  { device: 'cuda', label: 'CUDA', detail: 'NVIDIA GPU on Linux x64; needs the CUDA provider files.' },
  { device: 'dml', label: 'DirectML', detail: 'Any GPU on Windows.' },
  { device: 'coreml', label: 'CoreML', detail: 'GPU and neural engine on macOS.' },
  { device: 'webgpu', label: 'WebGPU', detail: 'Any GPU that the runtime can reach through WebGPU.' },
  { device: 'cpu', label: 'CPU', detail: 'Works everywhere.' },
];

/** Sets `spinel.device`; a device that turns out to be absent is reported with its remedy. */
export async function selectDevice(_services: unknown, argument: unknown): Promise<void> {
  const settings = vscode.workspace.getConfiguration('spinel');
  const current = settings.get<string>('device');
  const named = devices.find(({ device }) => device === argument);
  const items = devices.map((item) => ({
    ...item,
    ...(item.device === current ? { description: 'selected' } : {}),
  }));
  const picked = named ?? (await vscode.window.showQuickPick(items, { title: 'Device for predictions' }));
  if (picked === undefined) return;
  // A value of the workspace would hide one of the user.
  const inWorkspace = settings.inspect('device')?.workspaceValue !== undefined;
  const { Global, Workspace } = vscode.ConfigurationTarget;
  await settings.update('device', picked.device, inWorkspace ? Workspace : Global);
}
