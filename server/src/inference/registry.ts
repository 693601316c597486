/** The models on the disk: what the manifest says of them, and their bytes once those are proven to be the ones it names. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { SpinelError } from '../errors.ts';
import { parseManifest } from './manifest.ts';
import type { ModelDescription } from './types.ts';

const MANIFEST = 'manifest.json';
const INSTALL_AGAIN =
  'Install Spinel Studio again, or restore the models folder from the repository; `spinel models --verify` checks it.';

/** A model whose bytes have the checksum of the manifest. */
export interface LoadedModel {
  readonly description: ModelDescription;
  readonly bytes: Uint8Array;
}

export interface ModelRegistry {
  /** All models of the manifest; reads no weights. Rejects with SP4001 or SP4003. */
  models(): Promise<readonly ModelDescription[]>;
  /** The model that predicts a quantity, such as `gap`. Rejects with SP4001 or SP4003. */
  describe(quantity: string): Promise<ModelDescription>;
  /**
   * Reads the weights of a model, which is the only way to get any, and compares them with the manifest. Rejects with SP4001 where the
   * file is missing and SP4002 where one byte of it differs.
   */
  load(description: ModelDescription): Promise<LoadedModel>;
}

/** The registry of a folder. Nothing is read before a method is called, and nothing is kept. */
export function openRegistry(folder: string): ModelRegistry {
  const models = async () => {
    const file = path.join(folder, MANIFEST);
    return parseManifest(await readText(file), file);
  };
  return {
    models,
    describe: async (quantity) => {
      const found = (await models()).find((model) => model.quantity === quantity);
      if (found !== undefined) return found;
      throw new SpinelError(
        'SP4001',
        `No model in ${folder} predicts the quantity “${quantity}”.`,
        INSTALL_AGAIN,
      );
    },
    load: (description) => loadChecked(folder, description),
  };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw unreadable(file, error);
  }
}

async function loadChecked(folder: string, description: ModelDescription): Promise<LoadedModel> {
  const file = path.join(folder, description.file);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw unreadable(file, error);
  }
  if (bytes.byteLength !== description.bytes) {
    throw damaged(file, `it has ${bytes.byteLength} bytes instead of ${description.bytes}`);
  }
  // The very buffer that was hashed is handed on, so that nothing can change between the check and the use.
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== description.sha256) {
    throw damaged(
      file,
      `its SHA-256 begins with ${sha256.slice(0, 12)} instead of ${description.sha256.slice(0, 12)}`,
    );
  }
  return { description, bytes };
}

function unreadable(file: string, error: unknown): SpinelError {
  const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  const reason = missing
    ? 'is not there'
    : `cannot be read (${error instanceof Error ? error.message : error})`;
  return new SpinelError('SP4001', `The file ${file} ${reason}.`, INSTALL_AGAIN, { cause: error });
}

function damaged(file: string, how: string): SpinelError {
  return new SpinelError(
    'SP4002',
    `The model file ${file} is not the one of its manifest: ${how}.`,
    INSTALL_AGAIN,
  );
}
