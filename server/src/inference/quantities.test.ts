/** Several quantities from one process: each by its own model, none in the way of the others. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { fastClock, manyQueries, query, startService, temporaryFolder } from './testing/cases.ts';
import { plainValue, writePlainModel, writePlainModels } from './testing/plainModel.ts';
import type { Answer, ModelQuantity, Query } from './types.ts';

const ALL: readonly ModelQuantity[] = ['gap', 'hull', 'spinel', 'correct'];
const models = ALL.map((quantity) => ({ quantity }));
const faultyEntry = fileURLToPath(new URL('./testing/faultyProcess.ts', import.meta.url));

const spinels: readonly Query[] = [
  { ...query({ Zn: 1, Bi: 2, O: 4 }), pbeGap: 1.3 },
  { ...query({ Mg: 1, Al: 2, O: 4 }), pbeGap: 5.1 },
];

function expectPlain(answers: readonly Answer[], queries: readonly Query[], quantity: ModelQuantity): void {
  expect(answers.length).toBe(queries.length);
  for (const [place, one] of queries.entries()) {
    const answer = answers[place];
    expect(answer?.ok && answer.prediction.value).toBeCloseTo(plainValue(quantity, one), 4);
  }
}

describe('a service with several models', () => {
  it('answers every quantity in its unit and within its range, from one process', async () => {
    const { service } = startService({ models });
    const pids = new Set<number | undefined>();
    for (const quantity of ALL) {
      expectPlain(await service.predict(spinels, { priority: 'run', quantity }), spinels, quantity);
      pids.add(service.processId);
    }
    expect(pids.size).toBe(1);
    const [spinel] = await service.predict(spinels, { priority: 'run', quantity: 'spinel' });
    // The mean atomic number of MgAl2O4 is 10, of ZnBi2O4 32.6; the intervals of 0.9 and 0.2 would reach beyond 0 and 1.
    expect(spinel).toMatchObject({
      prediction: { value: expect.closeTo(0.2, 5), low: 0, unit: '1', model: 'plain-spinel 1.0.0' },
    });
    expect(service.cached(spinels[1] as Query, 'spinel')).toMatchObject({
      prediction: { value: expect.closeTo(0.9, 5), high: 1 },
    });
    expect(service.cached(spinels[0] as Query, 'hull')).toMatchObject({
      prediction: { unit: 'eV/atom', model: 'plain-hull 1.0.0' },
    });
  });

  it('loads only the models that are asked for', async () => {
    const { service, modelsFolder, log } = startService({ models });
    for (const quantity of ['hull', 'correct', 'spinel'])
      rmSync(path.join(modelsFolder, `plain-${quantity}.onnx`));
    expectPlain(await service.predict(spinels, { priority: 'visible' }), spinels, 'gap');
    expect(log.join('\n')).not.toContain('plain-');
  });

  it('asks at once for what several callers want', async () => {
    const { service } = startService({ models });
    const queries = manyQueries(900).map((one) => ({ ...one, pbeGap: 2 }));
    const answers = await Promise.all(
      (['gap', 'hull', 'correct'] as const).map((quantity) =>
        service.predict(queries, { priority: 'run', quantity }),
      ),
    );
    for (const [place, quantity] of (['gap', 'hull', 'correct'] as const).entries())
      expectPlain(answers[place] ?? [], queries, quantity);
  });

  it('corrects every PBE gap by itself, and none where none is stated', async () => {
    const { service } = startService({ models });
    const bare = query({ Zn: 1, Bi: 2, O: 4 });
    const queries = [
      { ...bare, pbeGap: 1 },
      { ...bare, pbeGap: 2.5 },
      bare,
      { ...bare, pbeGap: -1 },
      { ...bare, pbeGap: Number.NaN },
    ];
    const answers = await service.predict(queries, { priority: 'run', quantity: 'correct' });
    expectPlain(answers.slice(0, 2), queries.slice(0, 2), 'correct');
    expect(answers.slice(2).map((answer) => answer.ok || [answer.code, answer.message])).toEqual([
      ['SP4007', 'The model corrects a PBE gap, and none is stated.'],
      ['SP4007', '-1 eV is no PBE gap: the model takes 0 to 30 eV.'],
      ['SP4007', 'NaN eV is no PBE gap: the model takes 0 to 30 eV.'],
    ]);
  });

  it('gives no spinel probability to a composition that is not AB2X4', async () => {
    const { service } = startService({ models });
    const [answer] = await service.predict([query({ Ti: 1, O: 2 })], { priority: 'run', quantity: 'spinel' });
    expect(answer).toMatchObject({ ok: false, code: 'SP4007', message: expect.stringContaining('AB2X4') });
  });
});

describe('a model that cannot be used', () => {
  it('is missing from the manifest: SP4001 for its quantity, and the gap is not disturbed', async () => {
    const { service } = startService();
    expectPlain(await service.predict(spinels, { priority: 'visible' }), spinels, 'gap');
    const pid = service.processId;
    expect(service.answers('hull')).toBe(true);
    await expect(service.predict(spinels, { priority: 'run', quantity: 'hull' })).rejects.toMatchObject({
      code: 'SP4001',
      message: expect.stringContaining('“hull”'),
    });
    expect([service.answers('hull'), service.answers('gap')]).toEqual([false, true]);
    expect(service.status).toMatchObject({ state: 'ready', error: undefined });
    const more = manyQueries(5);
    expectPlain(await service.predict(more, { priority: 'visible' }), more, 'gap');
    expect(service.processId).toBe(pid);
  });

  it.each([
    ['damaged', 'SP4002'],
    ['wrong', 'SP4003'],
  ])('is %s: %s for its quantity, whether it is asked first or later', async (how, code) => {
    const { service, modelsFolder } = startService({
      models: [{}, { quantity: 'hull', ...(how === 'wrong' ? { gapName: 'energy' } : {}) }],
    });
    if (how === 'damaged') {
      const file = path.join(modelsFolder, 'plain-hull.onnx');
      const bytes = readFileSync(file);
      bytes[99] = (bytes[99] ?? 0) ^ 4;
      writeFileSync(file, bytes);
    }
    const hull = () => service.predict(spinels, { priority: 'run', quantity: 'hull' });
    await expect(hull()).rejects.toMatchObject({ code });
    expect(service.status.error).toBeUndefined();
    expectPlain(await service.predict(spinels, { priority: 'visible' }), spinels, 'gap');
    const pid = service.processId;
    service.setDevice('cpu');
    const more = manyQueries(5);
    expectPlain(await service.predict(more, { priority: 'visible' }), more, 'gap');
    await expect(hull()).rejects.toMatchObject({ code });
    expect(service.status).toMatchObject({ state: 'ready', error: undefined });
    expect(service.processId).not.toBe(pid);
  });

  it('leaves hull energies be where it is the one of gaps', async () => {
    const { service, modelsFolder } = startService({ models });
    rmSync(path.join(modelsFolder, 'plain.onnx'));
    const both = await Promise.allSettled([
      service.predict(spinels, { priority: 'visible' }),
      service.predict(spinels, { priority: 'visible', quantity: 'hull' }),
    ]);
    expect(both[0]).toMatchObject({ status: 'rejected', reason: { code: 'SP4001' } });
    expect(both[1].status === 'fulfilled' && both[1].value.length).toBe(2);
  });

  it('is found again when it is mended', async () => {
    const { service, modelsFolder } = startService();
    await expect(service.predict(spinels, { priority: 'run', quantity: 'hull' })).rejects.toThrow();
    writePlainModels(modelsFolder, models);
    service.setDevice('cpu');
    const answers = await service.predict(spinels, { priority: 'run', quantity: 'hull' });
    expectPlain(answers, spinels, 'hull');
  });
});

describe('a process that dies with several models', () => {
  it('is replaced, and what waits for each of them is answered', async () => {
    const slow = { slowness: 80 };
    const { service } = startService({
      models: [slow, { quantity: 'hull', ...slow }],
      clock: fastClock,
    });
    const few = [query({ Si: 1 })];
    await service.predict(few, { priority: 'visible' });
    await service.predict(few, { priority: 'visible', quantity: 'hull' });
    const queries = manyQueries(1000);
    const gaps = service.predict(queries, { priority: 'run' });
    const hulls = service.predict(queries, { priority: 'background', quantity: 'hull' });
    await sleep(50);
    const pid = service.processId as number;
    process.kill(pid, 'SIGKILL');
    expectPlain(await hulls, queries, 'hull');
    expectPlain(await gaps, queries, 'gap');
    expect(service.processId).not.toBe(pid);
  });
});

describe('a model that only the CPU can run', () => {
  it('runs there beside models on the device that was named, whichever is asked first', async () => {
    const { service, log } = startService({ models, processEntry: faultyEntry, device: 'webgpu' });
    const spinel = () => service.predict(spinels, { priority: 'run', quantity: 'spinel' });
    expectPlain(await spinel(), spinels, 'spinel');
    expect(service.status.device).toBe('cpu');
    expectPlain(await service.predict(spinels, { priority: 'visible' }), spinels, 'gap');
    expect(service.status.device).toBe('webgpu');
    const more = spinels.map((one) => ({ ...one, spaceGroup: 62 }));
    expectPlain(await service.predict(more, { priority: 'run', quantity: 'spinel' }), more, 'spinel');
    expect(log.join('\n')).toContain('The model plain-spinel 1.0.0 is open on cpu.');
  });

  it.skipIf(process.platform === 'win32')('runs where the device that was named is absent', async () => {
    const { service } = startService({ models, device: 'dml' });
    const answers = await service.predict(spinels, { priority: 'run', quantity: 'spinel' });
    expectPlain(answers, spinels, 'spinel');
    await expect(service.predict(spinels, { priority: 'visible' })).rejects.toMatchObject({ code: 'SP4004' });
  });
});

describe('a model that a device does not take', () => {
  afterEach(() => {
    delete process.env.SPINEL_TEST_FAULTS;
    delete process.env.VK_DRIVER_FILES;
  });

  it('is SP4004 for its quantity alone where the device was named', async () => {
    process.env.SPINEL_TEST_FAULTS = 'webgpu/hull=refuse';
    const { service } = startService({ models, processEntry: faultyEntry, device: 'webgpu' });
    expectPlain(await service.predict(spinels, { priority: 'visible' }), spinels, 'gap');
    const hull = service.predict(spinels, { priority: 'run', quantity: 'hull' });
    await expect(hull).rejects.toMatchObject({ code: 'SP4004' });
    expect(service.status).toMatchObject({ state: 'ready', device: 'webgpu' });
  });

  it('is computed on the CPU with auto, beside the others on the better device', async () => {
    process.env.SPINEL_TEST_FAULTS = 'webgpu/hull=refuse';
    process.env.VK_DRIVER_FILES = '/none';
    const { service, log } = startService({ models, processEntry: faultyEntry, device: 'auto' });
    expectPlain(await service.predict(spinels, { priority: 'visible' }), spinels, 'gap');
    await expect.poll(() => service.status.device, { timeout: 10_000 }).toBe('webgpu');
    const answers = await service.predict(spinels, { priority: 'run', quantity: 'hull' });
    expectPlain(answers, spinels, 'hull');
    expect(service.status.device).toBe('webgpu');
    expect(log.join('\n')).toContain('The model plain-hull 1.0.0 is open on cpu.');
  });
});

describe("the user's own models", () => {
  it('take the place of the shipped ones of their quantity, and are named', async () => {
    const ownModelsFolder = temporaryFolder();
    writePlainModel(ownModelsFolder, { id: 'gap-mygroup' });
    const { service } = startService({ models, ownModelsFolder });
    const [gap] = await service.predict(spinels, { priority: 'run' });
    expect(gap).toMatchObject({ prediction: { model: 'gap-mygroup 1.0.0' } });
    const [hull] = await service.predict(spinels, { priority: 'run', quantity: 'hull' });
    expect(hull).toMatchObject({ prediction: { model: 'plain-hull 1.0.0' } });
  });

  it('are an error with their folder and a remedy of their own where they cannot be read', async () => {
    const ownModelsFolder = temporaryFolder();
    const { service } = startService({ models, ownModelsFolder });
    await expect(service.predict(spinels, { priority: 'run' })).rejects.toMatchObject({
      code: 'SP4001',
      message: expect.stringContaining(ownModelsFolder),
      remedy: expect.stringMatching(/spinel\.modelsFolder/),
    });
    writePlainModel(ownModelsFolder, { gapName: 'energy' });
    service.setDevice('cpu');
    await expect(service.predict(spinels, { priority: 'run' })).rejects.toMatchObject({
      code: 'SP4003',
      message: expect.stringContaining(ownModelsFolder),
      remedy: expect.not.stringMatching(/Install/),
    });
  });
});
