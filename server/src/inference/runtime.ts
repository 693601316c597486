/** Finds and loads the ONNX runtime. Only the inference process may load it. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type * as Ort from 'onnxruntime-node';

const PACKAGE = 'onnxruntime-node';

export interface Runtime {
  readonly ort: typeof Ort;
  readonly version: string;
  /** Where the native libraries of this platform lie. */
  readonly libraryFolder: string;
}

/**
 * Loads onnxruntime-node, which is native code.
 * @param runtimeFolder the package itself or a folder whose node_modules has it; empty for the one shipped
 * @throws Error with a message for the user where there is none or it does not load
 */
export function loadRuntime(runtimeFolder: string): Runtime {
  const root = packageRoot(runtimeFolder);
  const require = createRequire(path.join(root, 'package.json'));
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  return {
    ort: require(root) as typeof Ort,
    version,
    libraryFolder: libraryFolder(root),
  };
}

/** The folder of the package: the shipped one is found as Node finds any package. */
export function packageRoot(runtimeFolder: string): string {
  if (runtimeFolder === '') return shippedPackageRoot();
  const places = [runtimeFolder, path.join(runtimeFolder, 'node_modules', PACKAGE)];
  const found = places.find((place) => existsSync(path.join(place, 'dist', 'index.js')));
  if (found !== undefined) return path.resolve(found);
  throw new Error(`${runtimeFolder} holds no ${PACKAGE}, neither itself nor in its node_modules`);
}

function shippedPackageRoot(): string {
  const entry = createRequire(import.meta.url).resolve(PACKAGE);
  return path.dirname(path.dirname(entry));
}

/** Where the native libraries of this platform lie in the package. */
export function libraryFolder(root: string): string {
  return path.join(root, 'bin', 'napi-v6', process.platform, process.arch);
}

/** The library without which the runtime has no CUDA; it is too large to be shipped. */
export function cudaLibrary(folder: string): string {
  return path.join(folder, 'libonnxruntime_providers_cuda.so');
}
