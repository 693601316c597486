import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRegistry } from './registry.ts';
import { temporaryFolder } from './testing/cases.ts';
import { writePlainModel } from './testing/plainModel.ts';

describe('openRegistry', () => {
  it('hands over exactly the bytes of the file', async () => {
    const folder = temporaryFolder();
    writePlainModel(folder);
    const registry = openRegistry(folder);
    const { bytes, description } = await registry.load(await registry.describe('gap'));
    expect(Buffer.compare(bytes, readFileSync(path.join(folder, description.file)))).toBe(0);
  });

  it('finds a file with one byte changed, whichever it is', async () => {
    const folder = temporaryFolder();
    const model = writePlainModel(folder);
    const file = path.join(folder, model.file);
    const bytes = readFileSync(file);
    for (const place of [0, bytes.length >> 1, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[place] = (changed[place] ?? 0) ^ 1;
      writeFileSync(file, changed);
      await expect(openRegistry(folder).load(model)).rejects.toMatchObject({
        code: 'SP4002',
        message: expect.stringContaining('SHA-256'),
      });
    }
  });

  it('says of a file that was cut off how long it should be', async () => {
    const folder = temporaryFolder();
    const model = writePlainModel(folder);
    writeFileSync(path.join(folder, model.file), '');
    await expect(openRegistry(folder).load(model)).rejects.toMatchObject({
      code: 'SP4002',
      message: expect.stringContaining(`0 bytes instead of ${model.bytes}`),
    });
  });

  it('names the file that is missing: the manifest, or the model', async () => {
    const folder = temporaryFolder();
    await expect(openRegistry(folder).models()).rejects.toMatchObject({
      code: 'SP4001',
      message: expect.stringContaining('manifest.json is not there'),
    });
    const model = writePlainModel(folder);
    rmSync(path.join(folder, model.file));
    await expect(openRegistry(folder).load(model)).rejects.toMatchObject({
      code: 'SP4001',
      message: expect.stringContaining('plain.onnx is not there'),
    });
  });

  it('says that no model predicts a quantity', async () => {
    const folder = temporaryFolder();
    writePlainModel(folder);
    await expect(openRegistry(folder).describe('hull')).rejects.toMatchObject({ code: 'SP4001' });
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'says why a file cannot be read',
    async () => {
      const folder = temporaryFolder();
      writePlainModel(folder);
      chmodSync(path.join(folder, 'manifest.json'), 0);
      await expect(openRegistry(folder).models()).rejects.toMatchObject({ code: 'SP4001' });
    },
  );
});
