import { openRegistry } from '../inference/registry.ts';
import type { ModelDescription } from '../inference/types.ts';
import type { Invocation } from './command.ts';
import { modelsFolder } from './engine.ts';

/** The models of the manifest. Studies are checked and counted without any; only what depends on one is left out then. */
export async function installedModels(invocation: Invocation): Promise<readonly ModelDescription[]> {
  return openRegistry(modelsFolder(invocation))
    .models()
    .catch(() => []);
}
