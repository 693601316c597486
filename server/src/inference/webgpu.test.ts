/**
 * A provider other than the CPU, for real: WebGPU, on a graphics processor or on a software adapter that VK_ICD_FILENAMES names (Debian:
 * libvulkan1 and the file vk_swiftshader_icd.json of chromium).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from './clock.ts';
import { openRegistry } from './registry.ts';
import { manyQueries, processEntry, query, startService, temporaryFolder } from './testing/cases.ts';
import { plainGap, writePlainModel } from './testing/plainModel.ts';
import { openInNewProcess } from './trial.ts';

const drivers = process.env.VK_ICD_FILENAMES;
const skipped = drivers === undefined ? 'VK_ICD_FILENAMES is not set' : await missingAdapter();

/** Why there is no adapter; undefined where there is one. */
async function missingAdapter(): Promise<string | undefined> {
  const folder = mkdtempSync(path.join(tmpdir(), 'spinel-webgpu-'));
  const description = writePlainModel(folder);
  const model = openRegistry(folder).load(description);
  const outcome = await openInNewProcess('webgpu', {
    processEntry,
    runtimeFolder: '',
    model: {
      quantity: 'gap',
      network: description.network,
      bytes: model.then(({ bytes }) => bytes),
    },
    purpose: 'named',
    clock: systemClock,
    log: () => undefined,
  });
  rmSync(folder, { recursive: true });
  if (outcome.kind === 'opened') await outcome.child.end();
  return outcome.kind === 'opened' ? undefined : `VK_ICD_FILENAMES is ${drivers}, ${JSON.stringify(outcome)}`;
}

if (skipped !== undefined) console.error(`The tests of WebGPU are skipped: ${skipped}`);

describe.skipIf(skipped !== undefined)('WebGPU', () => {
  it('predicts what the CPU predicts, through the whole service', async () => {
    const { service } = startService({ device: 'webgpu' });
    const queries = [query({ Zn: 1, Bi: 2, O: 4 }), ...manyQueries(40), query({ Si: 1 }, 0)];
    const answers = await service.predict(queries, { priority: 'visible' });
    expect(service.status).toMatchObject({ state: 'ready', device: 'webgpu' });
    for (const [place, { composition, spaceGroup }] of queries.entries()) {
      const answer = answers[place];
      expect(answer?.ok && answer.prediction.value).toBeCloseTo(plainGap(composition, spaceGroup), 4);
    }
  }, 60_000);
});

describe('WebGPU without an adapter', () => {
  it.skipIf(process.platform !== 'linux')('is SP4004 with the way to get one', async () => {
    process.env.VK_ICD_FILENAMES = `${temporaryFolder()}/none.json`;
    try {
      const { service } = startService({ device: 'webgpu' });
      await expect(service.predict([query({ Si: 1 })], { priority: 'visible' })).rejects.toMatchObject({
        code: 'SP4004',
        message: expect.stringContaining('WebGPU is not available'),
        remedy: expect.stringContaining('libvulkan1'),
      });
    } finally {
      if (drivers === undefined) delete process.env.VK_ICD_FILENAMES;
      else process.env.VK_ICD_FILENAMES = drivers;
    }
  });
});
