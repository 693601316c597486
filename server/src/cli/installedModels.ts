import type { ModelDescription } from '../inference/types.ts';
import type { Invocation } from './command.ts';
import { modelRegistry } from './engine.ts';

/** The models of the manifest. Studies are checked and counted without any; only what depends on one is left out then. */
export async function installedModels(invocation: Invocation): Promise<readonly ModelDescription[]> {
  return modelRegistry(invocation)
    .models()
    .catch(() => []);
}
