/** Which devices a platform can have at all, in which order they are tried, and how to get one that is missing. */
import type { Device, DeviceSetting } from './types.ts';

export interface Platform {
  /** As Node names it: `linux`, `win32`, `darwin`. */
  readonly system: string;
  /** As Node names it: `x64`, `arm64`. */
  readonly architecture: string;
}

export const thisPlatform: Platform = { system: process.platform, architecture: process.arch };

export const allDevices: readonly Device[] = ['cuda', 'dml', 'coreml', 'webgpu', 'cpu'];

/** What a user may ask for. */
export const deviceSettings: readonly DeviceSetting[] = ['auto', ...allDevices];

const titles: Readonly<Record<Device, string>> = {
  cuda: 'CUDA',
  dml: 'DirectML',
  coreml: 'CoreML',
  webgpu: 'WebGPU',
  cpu: 'CPU',
};

/** A device as people write it: `DirectML`. */
export function deviceTitle(device: Device): string {
  return titles[device];
}

/** The devices that `auto` tries on a platform, the best first; the CPU is always the last. */
export function devicesOf(platform: Platform): readonly Device[] {
  return allDevices.filter((device) => absentHere(device, platform) === undefined);
}

/** Why a device cannot exist on a platform, as a whole sentence; undefined where it can. */
export function absentHere(device: Device, { system, architecture }: Platform): string | undefined {
  if (device === 'cuda' && (system !== 'linux' || architecture !== 'x64')) {
    return 'The ONNX runtime for Node has CUDA on Linux x64 only.';
  }
  if (device === 'dml' && system !== 'win32') return 'DirectML is a part of Windows.';
  if (device === 'coreml' && system !== 'darwin') return 'CoreML is a part of macOS.';
  return undefined;
}

/** What to do to make a device work on a platform, or which one to choose instead. */
export function remedyFor(device: Device, platform: Platform): string {
  if (absentHere(device, platform) !== undefined) {
    return `Set "spinel.device" to one of: auto, ${devicesOf(platform).join(', ')}.`;
  }
  return remedies[device];
}

const remedies: Readonly<Record<Device, string>> = {
  cuda:
    'CUDA needs an NVIDIA driver, CUDA 12 and cuDNN 9 on the library path, and the provider files beside the ONNX runtime: point ' +
    '"spinel.runtimeFolder" to an onnxruntime-node that has them, or fetch them with `spinel doctor --fetch-cuda` ' +
    '(see docs/gpu.md). "spinel.device": "auto" predicts without CUDA.',
  dml: 'DirectML needs Windows 10 1903 or later and a graphics driver with DirectX 12: update the driver. "spinel.device": "auto" predicts without it.',
  coreml:
    'CoreML needs a Mac with Apple silicon and a current macOS. "spinel.device": "auto" predicts without it.',
  webgpu:
    'WebGPU needs an adapter for Vulkan (Linux: the libvulkan1 package and the graphics driver), Direct3D 12 (Windows) or Metal (macOS): ' +
    'install or update the graphics driver. "spinel.device": "auto" predicts without it.',
  cpu: 'Every platform has this device: install Spinel Studio again, and report what the log says.',
};
