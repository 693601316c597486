import { describe, expect, it } from 'vitest';
import { defaultSettings, readOptions, readSettings } from './options.ts';

const bundle = 'file:///opt/spinel/server/dist/server.mjs';

describe('initialization options', () => {
  it('have defaults beside the bundle, so that a client needs none', () => {
    expect(readOptions(undefined, bundle, 'Neovim')).toEqual({
      modelsFolder: '/opt/spinel/models',
      inferenceProcess: '/opt/spinel/server/dist/inference.mjs',
      cliProcess: '/opt/spinel/server/dist/cli.mjs',
      helpBase: 'file:///opt/spinel/docs/codes/',
      trusted: true,
      hoverImages: false,
    });
  });

  it('find the sources where the server runs from them', () => {
    const { cliProcess, inferenceProcess } = readOptions({}, 'file:///opt/spinel/server/src/main.ts', '');
    expect(cliProcess).toBe('/opt/spinel/server/src/cli/main.ts');
    expect(inferenceProcess).toBe('/opt/spinel/server/src/inference/process.ts');
  });

  it('are taken from the client, and what has the wrong type is not', () => {
    const options = readOptions({ modelsFolder: '/models', trusted: false, helpBase: 7 }, bundle, '');
    expect(options).toMatchObject({
      modelsFolder: '/models',
      trusted: false,
      helpBase: 'file:///opt/spinel/docs/codes/',
    });
  });

  it('know the editors that draw images in hovers', () => {
    expect(readOptions({}, bundle, 'Visual Studio Code').hoverImages).toBe(true);
    expect(readOptions({}, bundle, 'code-server').hoverImages).toBe(true);
    expect(readOptions({ hoverImages: false }, bundle, 'Visual Studio Code').hoverImages).toBe(false);
  });
});

describe('settings', () => {
  it('have defaults for whatever is missing or odd', () => {
    expect(readSettings(null)).toEqual(defaultSettings);
    expect(readSettings({ device: 'abacus', candidateLimit: -1, hints: { gaps: false } })).toEqual({
      ...defaultSettings,
      hints: { gaps: false, counts: true },
    });
  });
});
