/** The models on the disk: what the manifest says of them, and their bytes once those are proven to be the ones it names. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { SpinelError } from '../errors.ts';
import { parseManifest } from './manifest.ts';
import { fileRemedy } from './modelRemedies.ts';
import type { ModelDescription } from './types.ts';

const MANIFEST = 'manifest.json';

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

/**
 * The registry of the shipped models in `folder` and of the user's own in `ownFolder` (empty for none). An own model takes the place of
 * the shipped ones of its quantity; where the own folder cannot be read, nothing is predicted instead of something else. Nothing is read
 * before a method is called, and nothing is kept.
 */
export function openRegistry(folder: string, ownFolder = ''): ModelRegistry {
  const models = async () => {
    const shipped = await readManifest(folder, undefined);
    if (ownFolder === '') return shipped;
    const own = await readManifest(ownFolder, ownFolder);
    const replaced = new Set(own.map(({ quantity }) => quantity));
    return [...own, ...shipped.filter(({ quantity }) => !replaced.has(quantity))];
  };
  return {
    models,
    describe: async (quantity) => {
      const found = (await models()).find((model) => model.quantity === quantity);
      if (found !== undefined) return found;
      throw new SpinelError(
        'SP4001',
        `No model in ${folder}${ownFolder === '' ? '' : ` or ${ownFolder}`} predicts the quantity “${quantity}”.`,
        fileRemedy(undefined),
      );
    },
    load: (description) => loadChecked(modelFile(folder, description, description.file), description),
  };
}

/** Where a file of a model lies: its weights or its card. */
export function modelFile(
  shippedFolder: string,
  { ownFolder = shippedFolder }: Pick<ModelDescription, 'ownFolder'>,
  name: string,
): string {
  return path.join(ownFolder, name);
}

async function readManifest(
  folder: string,
  ownFolder: string | undefined,
): Promise<readonly ModelDescription[]> {
  const file = path.join(folder, MANIFEST);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw unreadable(file, error, ownFolder);
  }
  return parseManifest(text, file, ownFolder);
}

async function loadChecked(file: string, description: ModelDescription): Promise<LoadedModel> {
  const { ownFolder } = description;
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw unreadable(file, error, ownFolder);
  }
  if (bytes.byteLength !== description.bytes) {
    throw damaged(file, `it has ${bytes.byteLength} bytes instead of ${description.bytes}`, ownFolder);
  }
  // The very buffer that was hashed is handed on, so that nothing can change between the check and the use.
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== description.sha256) {
    throw damaged(
      file,
      `its SHA-256 begins with ${sha256.slice(0, 12)} instead of ${description.sha256.slice(0, 12)}`,
      ownFolder,
    );
  }
  return { description, bytes };
}

function unreadable(file: string, error: unknown, ownFolder: string | undefined): SpinelError {
  const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  const reason = missing
    ? 'is not there'
    : `cannot be read (${error instanceof Error ? error.message : error})`;
  return new SpinelError('SP4001', `The file ${file} ${reason}.`, fileRemedy(ownFolder), { cause: error });
}

function damaged(file: string, how: string, ownFolder: string | undefined): SpinelError {
  return new SpinelError(
    'SP4002',
    `The model file ${file} is not the one of its manifest: ${how}.`,
    fileRemedy(ownFolder),
  );
}
