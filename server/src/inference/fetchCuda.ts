/**
 * Fetches an onnxruntime-node with its CUDA provider into a folder of the user. The one place of this room that goes to a network, and only
 * where the user started exactly that (wall 7).
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { SpinelError } from '../errors.ts';
import { absentHere, remedyFor, thisPlatform } from './devices.ts';
import { cudaLibrary, libraryFolder, packageRoot } from './runtime.ts';

const BY_HAND =
  'On a machine with internet access, run `ONNXRUNTIME_NODE_INSTALL=cuda12 npm install onnxruntime-node` in an empty folder, copy it here, ' +
  'and point "spinel.runtimeFolder" to it (docs/gpu.md).';

export interface FetchCudaOptions {
  /** Where the runtime is to lie; `cudaFolder()` unless the user wants another place. */
  readonly folder: string;
  /** Every line that the tools print, so that the user sees a download of hundreds of megabytes going on. */
  readonly log: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** Where the CUDA runtime lies by default: beside other things that can be fetched again. */
export function cudaFolder(): string {
  const cache = process.env.XDG_CACHE_HOME;
  return path.join(
    cache === undefined || cache === '' ? path.join(homedir(), '.cache') : cache,
    'spinel-studio',
    'cuda',
  );
}

/**
 * Installs the runtime of the shipped version with npm, and runs its own installation script, which fetches the CUDA provider from NuGet.
 * @returns the folder for "spinel.runtimeFolder"; at once where it is complete already
 * @throws SpinelError SP4004 where this platform has no CUDA or the files cannot be had, SP5001 where the folder cannot be written
 */
export async function fetchCudaProvider({ folder, log, signal }: FetchCudaOptions): Promise<string> {
  const absent = absentHere('cuda', thisPlatform);
  if (absent !== undefined) throw new SpinelError('SP4004', absent, remedyFor('cuda', thisPlatform));
  if (isComplete(folder)) return folder;
  const { version } = JSON.parse(readFileSync(path.join(packageRoot(''), 'package.json'), 'utf8')) as {
    version: string;
  };
  // Everything is fetched beside the place and renamed into it, so that a folder that is there is whole.
  const partial = `${folder}.partial`;
  try {
    await prepare(partial);
    await install(partial, version, log, signal);
    await writing(folder, async () => {
      await rm(folder, { recursive: true, force: true });
      await rename(partial, folder);
    });
    return folder;
  } finally {
    // What could not be made cannot be removed either; the first error is the one to tell.
    await rm(partial, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function prepare(folder: string): Promise<void> {
  await writing(folder, async () => {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'package.json'), '{ "private": true }\n');
  });
}

async function install(
  folder: string,
  version: string,
  log: FetchCudaOptions['log'],
  signal?: AbortSignal,
): Promise<void> {
  // Without its scripts first, so that it is clear which of the two servers could not be reached.
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
  log(`Installing onnxruntime-node ${version} with npm …`);
  await command('npm', ['install', ...flags, `onnxruntime-node@${version}`], { folder, log, signal });
  log('Fetching the CUDA provider from NuGet (hundreds of megabytes) …');
  const script = path.join('node_modules', 'onnxruntime-node', 'script', 'install.js');
  await command(process.execPath, [script], { folder, log, signal });
  if (!isComplete(folder)) {
    throw new SpinelError(
      'SP4004',
      'The installation of onnxruntime-node brought no CUDA provider.',
      BY_HAND,
    );
  }
}

function isComplete(folder: string): boolean {
  const root = path.join(folder, 'node_modules', 'onnxruntime-node');
  return existsSync(cudaLibrary(libraryFolder(root)));
}

interface CommandOptions {
  readonly folder: string;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal | undefined;
}

function command(program: string, parameters: readonly string[], options: CommandOptions): Promise<void> {
  const { folder, log, signal } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', ONNXRUNTIME_NODE_INSTALL: 'cuda12' },
      ...(signal === undefined ? {} : { signal }),
    });
    const printed: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text: string) => {
        for (const line of text.split('\n').filter((one) => one.trim() !== '')) {
          printed.push(line);
          log(line);
        }
      });
    }
    child.once('error', (error) =>
      reject(signal?.aborted ? signal.reason : explain(program, [error.message])),
    );
    child.once('close', (code) => (code === 0 ? resolve() : reject(explain(program, printed))));
  });
}

/** What a user can make of a failed npm or download. */
function explain(program: string, printed: readonly string[]): SpinelError {
  const all = printed.join('\n');
  const reason =
    printed.find((line) => /Error: |npm error \S*(request|E[A-Z]+)/.test(line)) ?? printed.at(-1) ?? '';
  if (/spawn npm ENOENT/.test(all)) {
    return new SpinelError(
      'SP4004',
      'The CUDA provider is fetched with npm, which is not on the path.',
      `Install Node.js, which brings npm, and try again. ${BY_HAND}`,
    );
  }
  if (/ENOSPC/.test(all)) {
    return new SpinelError(
      'SP5002',
      'There is no space left for the CUDA provider.',
      'Free about 1 GB and try again.',
    );
  }
  const offline =
    /ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|UND_ERR/.test(all);
  const server = program === 'npm' ? 'the npm registry' : 'NuGet (api.nuget.org)';
  return new SpinelError(
    'SP4004',
    offline
      ? `The CUDA provider could not be fetched: ${server} cannot be reached (${reason.trim()}).`
      : `The CUDA provider could not be fetched: ${reason.trim()}.`,
    `${offline ? 'Check the connection; a proxy is taken from HTTPS_PROXY and GLOBAL_AGENT_HTTPS_PROXY. ' : ''}${BY_HAND}`,
  );
}

async function writing(folder: string, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    const full = error instanceof Error && 'code' in error && error.code === 'ENOSPC';
    throw new SpinelError(
      full ? 'SP5002' : 'SP5001',
      `${folder} cannot be written: ${error instanceof Error ? error.message : String(error)}.`,
      'Free some space, or choose a folder that you may write to.',
      { cause: error },
    );
  }
}
