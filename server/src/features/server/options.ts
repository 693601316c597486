/** What the client hands over at `initialize` and as settings; every field has a default, so that any client works with none. */
import { fileURLToPath } from 'node:url';
import { deviceSettings } from '../../inference/devices.ts';
import type { InitializationOptions, Settings } from '../../protocol.ts';

/** Every option of the protocol, filled in. */
export type ServerOptions = Required<InitializationOptions>;

/** `hereUrl` is the address of the running bundle (or of main.ts); the other bundles and the models lie beside it. */
export function readOptions(given: unknown, hereUrl: string, clientName: string): ServerOptions {
  const { modelsFolder, inferenceProcess, cliProcess, helpBase, trusted, hoverImages } = fieldsOf(given);
  const fromSource = hereUrl.endsWith('.ts');
  const beside = (bundle: string, source: string) =>
    fileURLToPath(new URL(fromSource ? source : bundle, hereUrl));
  return {
    modelsFolder: text(modelsFolder) ?? fileURLToPath(new URL('../../models', hereUrl)),
    inferenceProcess: text(inferenceProcess) ?? beside('./inference.mjs', './inference/process.ts'),
    cliProcess: text(cliProcess) ?? beside('./cli.mjs', './cli/main.ts'),
    helpBase: text(helpBase) ?? new URL('../../docs/codes/', hereUrl).href,
    trusted: typeof trusted === 'boolean' ? trusted : true,
    hoverImages: typeof hoverImages === 'boolean' ? hoverImages : drawsImages(clientName),
  };
}

/** Editors made from VS Code draw images inside hovers; others would show the image's text. */
function drawsImages(clientName: string): boolean {
  return /visual studio code|code[ -]server|vscodium|cursor|positron|theia|code - oss/i.test(clientName);
}

export const defaultSettings: Settings = {
  device: 'auto',
  runtimeFolder: '',
  ownModelsFolder: '',
  candidateLimit: 1_000_000,
  hints: { gaps: true, counts: true },
};

/** The settings with whatever is missing or of the wrong type replaced by its default. */
export function readSettings(given: unknown): Settings {
  const { device, runtimeFolder, modelsFolder, candidateLimit, hints } = fieldsOf(given);
  const { gaps, counts } = fieldsOf(hints);
  return {
    device: deviceSettings.find((known) => known === device) ?? defaultSettings.device,
    runtimeFolder: text(runtimeFolder) ?? defaultSettings.runtimeFolder,
    ownModelsFolder: text(modelsFolder) ?? defaultSettings.ownModelsFolder,
    candidateLimit:
      typeof candidateLimit === 'number' && candidateLimit > 0
        ? candidateLimit
        : defaultSettings.candidateLimit,
    hints: {
      gaps: typeof gaps === 'boolean' ? gaps : defaultSettings.hints.gaps,
      counts: typeof counts === 'boolean' ? counts : defaultSettings.hints.counts,
    },
  };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
