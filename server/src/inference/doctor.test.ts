import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { checkDevices } from './doctor.ts';
import { processEntry, temporaryFolder } from './testing/cases.ts';
import { writePlainModel } from './testing/plainModel.ts';

const faultyEntry = fileURLToPath(new URL('./testing/faultyProcess.ts', import.meta.url));

afterEach(() => {
  delete process.env.SPINEL_TEST_FAULTS;
});

function options(entry: string) {
  const modelsFolder = temporaryFolder();
  writePlainModel(modelsFolder);
  return { modelsFolder, processEntry: entry, runtimeFolder: '' };
}

describe('checkDevices', () => {
  it('reports every device there is, with a speed or a reason', async () => {
    const seen: string[] = [];
    const reports = await checkDevices({
      ...options(processEntry),
      onReport: (report) => seen.push(report.device),
    });
    expect(reports.map(({ device }) => device)).toEqual(['cuda', 'dml', 'coreml', 'webgpu', 'cpu']);
    expect(seen).toEqual(reports.map(({ device }) => device));
    for (const { works, detail, rowsPerSecond } of reports) {
      expect(works).toBe((rowsPerSecond ?? 0) > 0);
      expect(detail).toMatch(/^[A-Z/].*\.$/s);
    }
    expect(reports.at(-1)).toMatchObject({ works: true, detail: expect.stringContaining('rows/s') });
  }, 60_000);

  it.skipIf(process.platform !== 'linux' || process.arch !== 'x64')(
    'survives a driver that takes its process down, and says what its last words were',
    async () => {
      process.env.SPINEL_TEST_FAULTS = 'cuda=open,webgpu=refuse';
      const reports = await checkDevices(options(faultyEntry));
      const of = (name: string) => reports.find(({ device }) => device === name);
      expect(of('cuda')).toMatchObject({
        works: false,
        detail: 'The process that tried it was ended by SIGKILL; its last words: the driver says goodbye.',
        remedy: expect.stringContaining('CUDA 12'),
      });
      expect(of('webgpu')).toMatchObject({ works: false, detail: 'It is refused for a test.' });
      expect(of('cpu')).toMatchObject({ works: true });
    },
  );

  it.skipIf(process.platform === 'win32')('offers no remedy for what the platform cannot have', async () => {
    process.env.SPINEL_TEST_FAULTS = 'cuda=refuse,webgpu=refuse,coreml=refuse';
    const reports = await checkDevices(options(faultyEntry));
    expect(reports.find(({ device }) => device === 'dml')).toMatchObject({ works: false, remedy: undefined });
  });

  it('cannot check without a model', async () => {
    const checking = checkDevices({ modelsFolder: temporaryFolder(), processEntry, runtimeFolder: '' });
    await expect(checking).rejects.toMatchObject({ code: 'SP4001' });
  });
});
