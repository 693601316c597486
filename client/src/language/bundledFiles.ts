/** Where the parts of an installed extension lie. */
import * as path from 'node:path';
import type { InitializationOptions } from '@spinel-studio/server/protocol';

export const serverModule = path.join('server', 'dist', 'server.mjs');

/** Options of the server, for an extension installed at an absolute path. */
export function initializationOptions(
  installation: string,
  helpBase: string,
  trusted: boolean,
): InitializationOptions {
  return {
    modelsFolder: path.join(installation, 'models'),
    inferenceProcess: path.join(installation, 'server', 'dist', 'inference.mjs'),
    cliProcess: path.join(installation, 'server', 'dist', 'cli.mjs'),
    helpBase,
    trusted,
    hoverImages: true,
  };
}
