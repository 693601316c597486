/**
 * The whole path on CUDA, where the user says that there is one: SPINEL_TEST_CUDA=1, and SPINEL_RUNTIME for a runtime that has the
 * provider files where the shipped one has not. Prints rows per second beside the CPU's.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { manyQueries, startService, temporaryFolder } from './testing/cases.ts';
import { writePlainModel } from './testing/plainModel.ts';
import { measureThroughput } from './throughput.ts';

const wanted = process.env.SPINEL_TEST_CUDA === '1';
if (!wanted) console.error('The test of CUDA is skipped: SPINEL_TEST_CUDA is not 1.');

const realModels = fileURLToPath(new URL('../../../models', import.meta.url));

/** The real model where it is installed. */
function modelsFolder(): string {
  if (existsSync(`${realModels}/manifest.json`)) return realModels;
  const folder = temporaryFolder();
  writePlainModel(folder, { slowness: 40 });
  return folder;
}

describe.skipIf(!wanted)('CUDA', () => {
  it('predicts what the CPU predicts, and tells its speed', async () => {
    const folder = modelsFolder();
    const runtimeFolder = process.env.SPINEL_RUNTIME ?? '';
    const cuda = startService({ modelsFolder: folder, device: 'cuda', runtimeFolder }).service;
    const cpu = startService({ modelsFolder: folder, device: 'cpu', runtimeFolder }).service;
    const queries = manyQueries(500);
    const [found, expected] = await Promise.all(
      [cuda, cpu].map((service) => service.predict(queries, { priority: 'run' })),
    );
    expect(cuda.status.device).toBe('cuda');
    for (const [place, answer] of (expected ?? []).entries()) {
      const other = found?.[place];
      expect(
        other?.ok && answer.ok && Math.abs(other.prediction.value - answer.prediction.value),
      ).toBeLessThan(0.02);
    }
    const onCuda = await measureThroughput(cuda, manyQueries(100_000, 1000), { batch: 4096 });
    const onCpu = await measureThroughput(cpu, manyQueries(10_000, 1000));
    console.error(
      `CUDA ${Math.round(onCuda.rowsPerSecond)} rows/s, CPU ${Math.round(onCpu.rowsPerSecond)} rows/s, ` +
        `ratio ${(onCuda.rowsPerSecond / onCpu.rowsPerSecond).toFixed(1)}`,
    );
    expect(onCuda.failed).toBe(0);
  }, 300_000);
});
