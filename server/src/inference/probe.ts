/** What can be told of a device from files alone, so that no process is started for one that cannot be there. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { cudaLibrary, libraryFolder, packageRoot } from './runtime.ts';
import type { Device } from './types.ts';

/** The device files of graphics processors on Linux: of the kernel, of NVIDIA in containers, of Windows around a Linux. */
const GRAPHICS_FILES = ['/dev/dri', '/dev/nvidia0', '/dev/dxg'];

/** Why `auto` need not even try a device; undefined where it has to be tried. `why` completes "CUDA is not used: …". */
export function notWorthTrying(device: Device, runtimeFolder: string): string | undefined {
  if (device === 'cuda') return missingCudaLibrary(runtimeFolder);
  if (device === 'webgpu' && !mayHaveGraphics()) {
    return `this machine shows no graphics processor (${GRAPHICS_FILES.join(', ')} are absent)`;
  }
  return undefined;
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
 * Where a Linux machine shows no graphics processor, only a software adapter could answer, which takes many seconds to say that it is
 * slow. A machine whose Vulkan drivers are named by hand is asked anyway.
 */
function mayHaveGraphics(): boolean {
  if (process.platform !== 'linux') return true;
  if (process.env.VK_ICD_FILENAMES !== undefined || process.env.VK_DRIVER_FILES !== undefined) return true;
  return GRAPHICS_FILES.some((file) => existsSync(file));
}
