/** The real server with several models, of which one is the user's own. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePlainModel, writePlainModels } from '../../inference/testing/plainModel.ts';
import { ServerProcess } from '../testing/serverProcess.ts';

const uri = 'file:///studies/own.spinel';
const text = 'base host = ZnAl2O4 pbe 4.1 eV\nscreen spinel >= 0.5\nscreen hull <= 0.2 eV/atom\n';

describe('the server with a folder of own models', () => {
  let folder: string;
  let server: ServerProcess;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'spinel-own-'));
    const modelsFolder = path.join(folder, 'shipped');
    writePlainModels(modelsFolder, [{}, { quantity: 'spinel' }, { quantity: 'correct' }]);
    // The hull energy is answered by nothing but the own folder.
    writePlainModels(path.join(folder, 'own'), [
      { id: 'gap-mygroup' },
      { id: 'hull-mygroup', quantity: 'hull' },
    ]);
    server = await ServerProcess.start({
      initializationOptions: { modelsFolder },
      settings: { modelsFolder: path.join(folder, 'own'), device: 'cpu' },
    });
    await server.open(uri, text);
  });

  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function hoverAt(line: number, character: number): Promise<string> {
    const { contents } = await server.request<{ contents: { value: string } }>('textDocument/hover', {
      textDocument: { uri },
      position: { line, character },
    });
    return contents.value;
  }

  it('hovers with every quantity and the models that they are from', async () => {
    const hover = await hoverAt(0, 14);
    for (const model of ['gap-mygroup', 'hull-mygroup', 'plain-spinel', 'plain-correct'])
      expect(hover).toContain(`${model} 1.0.0`);
    expect(await hoverAt(2, 8)).toContain(`Model hull-mygroup 1.0.0, from ${path.join(folder, 'own')}`);
  });

  it('shows the corrected gap behind the base, and what the screens keep', async () => {
    await expect
      .poll(() => server.hints(uri), { timeout: 15_000 })
      .toEqual([
        [0, expect.stringMatching(/^4\.\d\d ± 0\.20 eV$/)],
        [1, 'kept 1 of 1'],
        [2, 'kept 1 of 1'],
      ]);
  });

  it('knows what the own models answer', async () => {
    expect(await server.codes(uri)).not.toContain('SP3009');
  });

  it('predicts with no other model where the own folder cannot be read', async () => {
    writePlainModel(path.join(folder, 'lone'));
    const broken = await ServerProcess.start({
      initializationOptions: { modelsFolder: path.join(folder, 'lone') },
      settings: { modelsFolder: path.join(folder, 'missing'), device: 'cpu' },
    });
    await broken.open(uri, 'base ZnAl2O4\n');
    const { contents } = await broken.request<{ contents: { value: string } }>('textDocument/hover', {
      textDocument: { uri },
      position: { line: 0, character: 8 },
    });
    expect(contents.value).toMatch(/SP4001.*missing.*spinel\.modelsFolder/s);
    await broken.stop();
  });
});
