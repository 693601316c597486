/** What can be told of a device from files alone, so that no process is started for one that cannot be there. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { cudaLibrary, libraryFolder, packageRoot } from './runtime.ts';
import type { Device } from './types.ts';

/** The device files of graphics processors on Linux: of the kernel, of NVIDIA in containers, of Windows around a Linux. */
const GRAPHICS_FILES = ['/dev/dri', '/dev/nvidia0', '/dev/dxg'];

/** The driver files of Vulkan's software adapters: Chromium's SwiftShader and Mesa's lavapipe. */
const SOFTWARE_DRIVER = /swiftshader|lvp_icd|lavapipe/i;

/** Why `auto` need not even try a device; undefined where it has to be tried. Completes "CUDA is not used: …". */
export function notWorthTrying(device: Device, runtimeFolder: string): string | undefined {
  if (device === 'cuda') return missingCudaLibrary(runtimeFolder);
  return device === 'webgpu' && process.platform === 'linux' ? missingGraphics() : undefined;
}

function missingCudaLibrary(runtimeFolder: string): string | undefined {
  try {
    const library = cudaLibrary(libraryFolder(packageRoot(runtimeFolder)));
    return existsSync(library) ? undefined : `${path.basename(library)} is not beside the ONNX runtime`;
  } catch {
    // A folder without a runtime is an error of its own, which the process reports.
    return undefined;
  }
}

/**
 * Why WebGPU on Linux could only find a software adapter, which takes many seconds to say that it is slow. Drivers that are named by hand
 * are asked, unless they are known for what they are.
 */
function missingGraphics(): string | undefined {
  const named = process.env.VK_DRIVER_FILES ?? process.env.VK_ICD_FILENAMES;
  if (named !== undefined && named !== '') {
    const software = named.split(path.delimiter).every((file) => SOFTWARE_DRIVER.test(path.basename(file)));
    return software ? `the Vulkan driver ${named} is a software adapter` : undefined;
  }
  if (GRAPHICS_FILES.some((file) => existsSync(file))) return undefined;
  return `this machine shows no graphics processor (${GRAPHICS_FILES.join(', ')} are absent)`;
}
