/** Processes that die and devices that do not work, on real processes that really end. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { Clock } from './clock.ts';
import { PROCESSORS } from './network.ts';
import { cudaLibrary, libraryFolder, packageRoot } from './runtime.ts';
import {
  fastClock,
  isAlive,
  manyQueries,
  processEntry,
  query,
  startService,
  temporaryFolder,
} from './testing/cases.ts';
import { plainGap } from './testing/plainModel.ts';
import type { Answer, Query } from './types.ts';

const faultyEntry = fileURLToPath(new URL('./testing/faultyProcess.ts', import.meta.url));

/** A service whose devices fail as told; back-off and windows run twenty times as fast. */
function faulty(faults: string, device: 'auto' | 'cpu' | 'webgpu' | 'cuda' = 'auto') {
  process.env.SPINEL_TEST_FAULTS = faults;
  // Drivers that are named by hand are tried even where the machine shows no graphics processor.
  process.env.VK_DRIVER_FILES = '/none';
  return startService({ processEntry: faultyEntry, device, clock: fastClock });
}

afterEach(() => {
  delete process.env.SPINEL_TEST_FAULTS;
  delete process.env.VK_DRIVER_FILES;
});

function expectPlain(answers: readonly Answer[], queries: readonly Query[]): void {
  for (const [place, { composition, spaceGroup }] of queries.entries()) {
    const answer = answers[place];
    expect(answer?.ok && answer.prediction.value).toBeCloseTo(plainGap(composition, spaceGroup), 4);
  }
}

const PATIENT = { timeout: 10_000 };
const silicon = [query({ Si: 1 })];
const onLinux = process.platform === 'linux' && process.arch === 'x64';

describe('a process that is killed in the middle of its work', () => {
  it('is replaced, and the answers still arrive', async () => {
    const { service, log } = startService({ model: { slowness: 80 }, clock: fastClock });
    await service.predict(silicon, { priority: 'visible' });
    const queries = manyQueries(3000);
    const open = service.predict(queries, { priority: 'run' });
    const hints = service.predict(queries.slice(5, 9), { priority: 'visible' });
    await sleep(150);
    const pid = service.processId as number;
    process.kill(pid, 'SIGKILL');
    expectPlain(await open, queries);
    expectPlain(await hints, queries.slice(5, 9));
    expect(service.processId).not.toBe(pid);
    expect(log.join('\n')).toContain('was ended by SIGKILL');
  });

  it('is started again however often, when the deaths are rare', async () => {
    const { service } = startService({ clock: { ...fastClock, now: () => performance.now() * 10_000 } });
    for (let death = 0; death < 5; death += 1) {
      const queries = [query({ Zn: death + 1, O: 1 })];
      expectPlain(await service.predict(queries, { priority: 'visible' }), queries);
      process.kill(service.processId as number, 'SIGKILL');
      await sleep(40);
    }
    expect(service.status.state).not.toBe('failed');
  });
});

/** The processes that a process has started, on Linux. */
function childrenOf(pid: number): number[] {
  const ids = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return ids.split(' ').filter(Boolean).map(Number);
}

describe.skipIf(!onLinux || PROCESSORS < 2)('a process that helps with a run', () => {
  /** A run with helpers at work, of which `end` ends some process. */
  async function helped(end: (main: number, helper: number) => void) {
    const { service, log } = startService({ model: { slowness: 60 }, clock: fastClock });
    await service.predict(silicon, { priority: 'visible' });
    const main = service.processId as number;
    const queries = manyQueries(16_000);
    const open = service.predict(queries, { priority: 'run' });
    await expect.poll(() => childrenOf(main).length, PATIENT).toBe(PROCESSORS - 1);
    const helpers = childrenOf(main);
    await sleep(400);
    end(main, helpers[0] as number);
    expectPlain(await open, queries);
    return { service, log, main, helpers };
  }

  it('can be killed, and the answers still arrive', async () => {
    const { service, log, main } = await helped((_, helper) => process.kill(helper, 'SIGKILL'));
    expect(service.processId).toBe(main);
    expect(log.join('\n')).toContain('A process that helped with a run was ended by SIGKILL.');
    expect(childrenOf(main).length).toBe(PROCESSORS - 2);
  });

  it('ends with the process that it helps', async () => {
    const { service, main, helpers } = await helped((dying) => process.kill(dying, 'SIGKILL'));
    expect(service.processId).not.toBe(main);
    await expect.poll(() => helpers.filter(isAlive), PATIENT).toEqual([]);
    const last = childrenOf(service.processId as number);
    await service.dispose();
    await expect.poll(() => last.filter(isAlive), PATIENT).toEqual([]);
  });
});

describe('a process that hangs', () => {
  it.skipIf(process.platform === 'win32')('is killed and replaced', async () => {
    // Two minutes of silence pass in three seconds.
    const clock: Clock = { now: fastClock.now, after: (time, action) => fastClock.after(time / 2, action) };
    const { service, log } = startService({ clock });
    await service.predict(silicon, { priority: 'visible' });
    process.kill(service.processId as number, 'SIGSTOP');
    const queries = manyQueries(10);
    expectPlain(await service.predict(queries, { priority: 'visible' }), queries);
    expect(log.join('\n')).toContain('was ended by SIGKILL');
  });
});

describe('a device on which the process keeps dying', () => {
  it('is left for the next one where the setting is auto, and every answer arrives', async () => {
    const { service, log } = faulty('webgpu=run');
    const deaths = () => log.filter((line) => line.includes('WebGPU was ended by SIGKILL')).length;
    for (let round = 0; deaths() < 3; round += 1) {
      const queries = manyQueries(5, 10 * round);
      expectPlain(await service.predict(queries, { priority: 'visible' }), queries);
      await sleep(20);
    }
    expectPlain(await service.predict(silicon, { priority: 'visible' }), silicon);
    expect(service.status).toMatchObject({ state: 'ready', device: 'cpu' });
    expect(log.join('\n')).toContain('WebGPU is not used any more');
  });

  it('is left at once where it dies while it opens, and the CPU is not disturbed', async () => {
    const { service, log } = faulty('webgpu=open');
    expectPlain(await service.predict(silicon, { priority: 'visible' }), silicon);
    const pid = service.processId;
    await expect
      .poll(() => log.join('\n'), PATIENT)
      .toContain(
        'WebGPU is not used: the process that tried it was ended by SIGKILL; its last words: the driver',
      );
    expectPlain(await service.predict([query({ Ge: 1 })], { priority: 'visible' }), [query({ Ge: 1 })]);
    expect(service.status.device).toBe('cpu');
    expect(service.processId).toBe(pid);
  });

  it('turns predictions off with SP4005 where it was named, and on again when another is chosen', async () => {
    const { service } = faulty('webgpu=run', 'webgpu');
    await expect(service.predict(silicon, { priority: 'visible' })).rejects.toMatchObject({
      code: 'SP4005',
      message: expect.stringContaining('the driver says goodbye'),
      remedy: expect.stringContaining('Select Device'),
    });
    expect(service.status).toMatchObject({ state: 'failed', error: { code: 'SP4005' } });
    await expect(service.predict(silicon, { priority: 'visible' })).rejects.toMatchObject({ code: 'SP4005' });
    service.setDevice('cpu');
    expectPlain(await service.predict(silicon, { priority: 'visible' }), silicon);
    expect(service.status).toMatchObject({ state: 'ready', device: 'cpu', error: undefined });
  });

  it('leaves what is known to be asked for', async () => {
    const { service } = faulty('webgpu=run', 'cpu');
    const [answer] = await service.predict(silicon, { priority: 'visible' });
    service.setDevice('webgpu');
    const broken = service.predict([query({ Ge: 1 })], { priority: 'visible' });
    await expect(broken).rejects.toMatchObject({ code: 'SP4005' });
    expect(await service.predict(silicon, { priority: 'visible' })).toEqual([answer]);
  });

  it('gives SP4005 as well where the last device of auto keeps dying', async () => {
    const { service } = faulty('webgpu=refuse,cpu=run');
    await expect(service.predict(silicon, { priority: 'run' })).rejects.toMatchObject({ code: 'SP4005' });
  });
});

describe('a better device', () => {
  it('takes over from the CPU as soon as it has proven itself, without losing what is under way', async () => {
    process.env.VK_DRIVER_FILES = '/none';
    const { service, log } = startService({
      processEntry: faultyEntry,
      device: 'auto',
      model: { slowness: 20 },
    });
    const devices = new Set<string | undefined>();
    service.onStatus(({ device }) => devices.add(device));
    await service.predict(silicon, { priority: 'visible' });
    const first = service.processId as number;
    let rows = 0;
    while (service.status.device === 'cpu') {
      const queries = manyQueries(200, rows);
      expectPlain(await service.predict(queries, { priority: 'run' }), queries);
      rows += queries.length;
    }
    expect([...devices].slice(0, 2)).toEqual([undefined, 'cpu']);
    expectPlain(await service.predict([query({ Ge: 1 })], { priority: 'visible' }), [query({ Ge: 1 })]);
    expect(service.processId).not.toBe(first);
    await expect.poll(() => isAlive(first), PATIENT).toBe(false);
    expect(log.join('\n')).toContain('Predictions run on CPU');
  });
});

describe('a device that does not work', () => {
  it('is passed over by auto, which says why', async () => {
    const { service, log } = faulty('webgpu=slow');
    expectPlain(await service.predict(silicon, { priority: 'visible' }), silicon);
    await expect
      .poll(() => log.join('\n'), PATIENT)
      .toContain('WebGPU is not used: it works but is slower than the CPU here.');
    expect(service.status.device).toBe('cpu');
  });

  it.skipIf(!onLinux || process.env.SPINEL_TEST_CUDA === '1')(
    'is not even tried by auto where files show that it cannot be there',
    async () => {
      const { service, log } = startService({ device: 'auto' });
      expectPlain(await service.predict(silicon, { priority: 'visible' }), silicon);
      await expect
        .poll(() => log.join('\n'), PATIENT)
        .toContain('CUDA is not used: libonnxruntime_providers_cuda.so is not beside the ONNX runtime.');
    },
  );

  it.skipIf(!onLinux)(
    'is SP4004 with the way to get it where it was named, never a silent CPU run',
    async () => {
      const { service } = startService({ device: 'cuda', runtimeFolder: '' });
      const failing = service.predict(silicon, { priority: 'visible' });
      if (process.env.SPINEL_TEST_CUDA === '1') return;
      await expect(failing).rejects.toMatchObject({
        code: 'SP4004',
        message: expect.stringContaining('CUDA is not available'),
        remedy: expect.stringMatching(/CUDA 12.*cuDNN 9.*spinel\.runtimeFolder.*--fetch-cuda/),
      });
      expect(service.status).toMatchObject({ state: 'failed', device: undefined, error: { code: 'SP4004' } });
    },
  );

  it.skipIf(process.platform === 'win32')('is SP4004 at once where the platform cannot have it', async () => {
    const { service } = startService({ device: 'dml' });
    await expect(service.predict(silicon, { priority: 'visible' })).rejects.toMatchObject({
      code: 'SP4004',
      message: expect.stringContaining('DirectML is a part of Windows'),
      remedy: expect.stringContaining('auto'),
    });
  });

  it.skipIf(!onLinux)(
    'is SP4004 with the words of the dynamic linker where its library does not load',
    async () => {
      const folder = temporaryFolder();
      const shipped = packageRoot('');
      for (const part of ['dist', 'package.json'])
        symlinkSync(path.join(shipped, part), path.join(folder, part));
      mkdirSync(libraryFolder(folder), { recursive: true });
      writeFileSync(cudaLibrary(libraryFolder(folder)), 'no library');
      const { service } = startService({ device: 'cuda', runtimeFolder: folder });
      const failing = service.predict(silicon, { priority: 'visible' });
      if (existsSync(cudaLibrary(libraryFolder(shipped)))) return;
      await expect(failing).rejects.toMatchObject({
        code: 'SP4004',
        message: expect.stringContaining('cannot open shared object file'),
      });
    },
  );

  it('is SP4006 where the runtime folder of the user holds no runtime', async () => {
    const folder = temporaryFolder();
    const { service } = startService({ runtimeFolder: folder });
    await expect(service.predict(silicon, { priority: 'visible' })).rejects.toMatchObject({
      code: 'SP4006',
      message: expect.stringContaining(`${folder} holds no onnxruntime-node`),
      remedy: expect.stringContaining('spinel.runtimeFolder'),
    });
  });
});

describe('a parent that is killed', () => {
  it('takes its inference process along', async () => {
    const program = `
      import { fork } from 'node:child_process';
      const child = fork(${JSON.stringify(processEntry)}, [], { serialization: 'advanced', execArgv: [] });
      console.log(child.pid);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [first] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(first.toString());
    await sleep(500);
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await expect.poll(() => isAlive(pid), { timeout: 5000 }).toBe(false);
  });
});

describe('an entry that is no inference process', () => {
  it('is SP4005 with its last words', async () => {
    const { service } = startService({ processEntry: '/nowhere/inference.mjs', clock: fastClock });
    await expect(service.predict(silicon, { priority: 'visible' })).rejects.toMatchObject({
      code: 'SP4005',
      message: expect.stringContaining('Cannot find module'),
    });
  });
});
