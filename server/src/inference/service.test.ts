/** The service on real processes: order, sharing, need, cancellation, and the ends of it. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Composition } from '../chemistry/composition.ts';
import { Rational } from '../chemistry/rational.ts';
import { isAlive, manyQueries, query, startService, temporaryFolder } from './testing/cases.ts';
import { plainGap, writePlainModel } from './testing/plainModel.ts';
import { measureThroughput } from './throughput.ts';
import type { Answer, InferenceStatus, Query } from './types.ts';

const visible = { priority: 'visible' } as const;
const run = { priority: 'run' } as const;

function gaps(answers: readonly Answer[]): (number | string)[] {
  return answers.map((answer) => (answer.ok ? answer.prediction.value : answer.code));
}

function expectPlain(answers: readonly Answer[], queries: readonly Query[]): void {
  expect(answers.length).toBe(queries.length);
  for (const [place, { composition, spaceGroup }] of queries.entries()) {
    expect(gaps([answers[place] as Answer])[0]).toBeCloseTo(plainGap(composition, spaceGroup), 4);
  }
}

/** Ten rows a millisecond at most: a run of thousands takes seconds. */
const SLOW = { slowness: 20 };

describe('predict', () => {
  it('answers in the order of the queries, whatever their numbers of elements', async () => {
    const { service } = startService();
    const queries = [
      query({ Zn: 1, Bi: 2, O: 4 }),
      query({ Si: 1 }, 0),
      ...manyQueries(40),
      query({ Mg: 1, O: 1 }, 225),
      query({ Zn: 1, Bi: 2, O: 4 }, 62),
      query({ Zn: 1, Bi: 2, O: 4 }),
    ];
    expectPlain(await service.predict(queries, visible), queries);
  });

  it('gives each prediction its interval, domain and model', async () => {
    const { service } = startService();
    const [inside, edge, out] = await service.predict(
      [query({ Zn: 1, O: 1 }), query({ Po: 1, O: 2 }), query({ U: 1, O: 2 })],
      visible,
    );
    expect(inside).toMatchObject({ prediction: { domain: 'in', model: 'plain 1.0.0' } });
    expect(edge).toMatchObject({ prediction: { domain: 'edge' } });
    expect(out).toMatchObject({ prediction: { domain: 'out' } });
    expect(inside?.ok && inside.prediction.high - inside.prediction.low).toBeCloseTo(0.8, 5);
  });

  it('answers a composition that the model cannot take in its place', async () => {
    const { service } = startService();
    const thirteen = query(
      Object.fromEntries('H Li Be B C N O F Na Mg Al Si P'.split(' ').map((s) => [s, 1])),
    );
    const unscalable = Composition.of([
      ['Zn', Rational.of(1, 9007199254740881)],
      ['O', Rational.of(1, 9007199254740847)],
    ]);
    const answers = await service.predict(
      [query({ Si: 1 }), thirteen, { composition: unscalable, spaceGroup: 0 }, query({ Mg: 1 })],
      visible,
    );
    expect(answers.map((answer) => (answer.ok ? 'ok' : answer.code))).toEqual([
      'ok',
      'SP4007',
      'SP4007',
      'ok',
    ]);
    expect(service.cached(thirteen)).toMatchObject({ code: 'SP4007' });
  });

  it('remembers a compound in every spelling, by space group, without a process', async () => {
    const { service } = startService();
    expect(service.cached(query({ Zn: 1, O: 1 }))).toBeUndefined();
    const [answer] = await service.predict([query({ Zn: 1, O: 1 })], visible);
    expect(service.cached(query({ Zn: 3, O: 3 }))).toBe(answer);
    expect(service.cached(query({ Zn: 1, O: 1 }, 216))).toBeUndefined();
    service.setDevice('auto');
    expect(service.processId).toBeUndefined();
    expect(await service.predict([query({ Zn: 2, O: 2 })], visible)).toEqual([answer]);
    expect(service.processId).toBeUndefined();
  });

  it('does not hold up its own process with a large request', async () => {
    const { service } = startService();
    const queries = manyQueries(20_000);
    await service.predict([query({ Si: 1 })], visible);
    let longest = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 1);
    const begin = performance.now();
    const answers = await service.predict(queries, run);
    const whole = performance.now() - begin;
    clearInterval(timer);
    expectPlain(answers, queries);
    expect(longest).toBeLessThan(whole / 3);
  });

  it('starts nothing for nothing, nor for a request that is aborted already', async () => {
    const { service } = startService();
    expect(await service.predict([], visible)).toEqual([]);
    const reason = new Error('gone');
    await expect(
      service.predict([query({ Si: 1 })], { ...visible, signal: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason);
    expect(service.processId).toBeUndefined();
  });
});

describe('need', () => {
  it('lets a visible request overtake a long run, and a hover wait for it', async () => {
    const { service } = startService({ model: SLOW });
    await service.predict([query({ Si: 1 })], visible);
    const ended: string[] = [];
    const long = service.predict(manyQueries(4000), run).then(() => ended.push('run'));
    await sleep(50);
    const hover = service
      .predict(manyQueries(300, 5000), { priority: 'hover' })
      .then(() => ended.push('hover'));
    const hints = service.predict(manyQueries(300, 6000), visible).then(() => ended.push('visible'));
    await Promise.all([long, hover, hints]);
    expect(ended).toEqual(['visible', 'hover', 'run']);
  });

  it('computes a compound that two requests wait for at the urgency of the more urgent', async () => {
    const { service } = startService({ model: SLOW });
    const ended: string[] = [];
    const queries = manyQueries(4000);
    const long = service.predict(queries, run).then(() => ended.push('run'));
    const last = queries.slice(-3);
    const hover = service.predict(last, { priority: 'hover' }).then((answers) => {
      ended.push('hover');
      expectPlain(answers, last);
    });
    await Promise.all([long, hover]);
    expect(ended).toEqual(['hover', 'run']);
  });

  it('cancels at the cost of a chunk, and only what nobody else waits for', async () => {
    const { service } = startService({ model: SLOW });
    await service.predict(manyQueries(200, 20_000), run);
    const controller = new AbortController();
    const queries = manyQueries(40_000);
    const cancelled = service.predict(queries, { ...run, signal: controller.signal });
    const shared = service.predict(queries.slice(100, 110), run);
    await sleep(20);
    const begin = performance.now();
    controller.abort(new Error('not wanted'));
    await expect(cancelled).rejects.toThrow('not wanted');
    expectPlain(await shared, queries.slice(100, 110));
    expectPlain(await service.predict([query({ Ge: 1 })], run), [query({ Ge: 1 })]);
    // All 40,000 rows take ten seconds and more; the limit leaves room for a busy machine.
    expect(performance.now() - begin).toBeLessThan(3000);
    expect(service.cached(queries[39_999] as Query)).toBeUndefined();
    expect(service.status.state).toBe('ready');
  });
});

describe('the process', () => {
  it('tells of its states', async () => {
    const { service } = startService();
    const states: InferenceStatus[] = [];
    const stop = service.onStatus((status) => states.push(status));
    expect(service.status).toEqual({ state: 'idle', device: undefined, model: undefined, error: undefined });
    await service.predict([query({ Si: 1 })], visible);
    expect(states.map(({ state, device }) => [state, device])).toEqual([
      ['starting', undefined],
      ['busy', 'cpu'],
      ['ready', 'cpu'],
    ]);
    expect(states.at(-1)?.model).toBe('plain 1.0.0');
    stop();
    await service.dispose();
    expect(states.length).toBe(3);
  });

  it('is the only one that loads native code', async () => {
    const { service } = startService();
    await service.predict([query({ Si: 1 })], visible);
    (process.report as { excludeNetwork?: boolean }).excludeNetwork = true;
    const { sharedObjects } = process.report.getReport() as unknown as { sharedObjects: string[] };
    expect(sharedObjects.length).toBeGreaterThan(0);
    expect(sharedObjects.filter((file) => file.includes('onnxruntime'))).toEqual([]);
  });

  it('ends when idle and comes back at need', async () => {
    const { service } = startService({ idleSeconds: 0.1 });
    await service.predict([query({ Si: 1 })], visible);
    const first = service.processId as number;
    expect(isAlive(first)).toBe(true);
    await expect.poll(() => service.status.state, { timeout: 10_000 }).toBe('idle');
    await expect.poll(() => isAlive(first), { timeout: 10_000 }).toBe(false);
    expectPlain(await service.predict([query({ Ge: 1 })], visible), [query({ Ge: 1 })]);
    expect(service.processId).not.toBe(first);
  });

  it('ends when idle as well where its only request was aborted before it was ready', async () => {
    const { service } = startService({ idleSeconds: 0.1 });
    const controller = new AbortController();
    const aborted = service.predict([query({ Si: 1 })], { ...visible, signal: controller.signal });
    await expect.poll(() => service.status.state).toBe('starting');
    controller.abort(new Error('not wanted'));
    await expect(aborted).rejects.toThrow('not wanted');
    await expect.poll(() => service.status.state, { timeout: 10_000 }).toBe('idle');
  });

  it('ends with the service, whose open requests are rejected', async () => {
    const { service } = startService({ model: SLOW });
    await service.predict([query({ Si: 1 })], visible);
    const pid = service.processId as number;
    const open = service.predict(manyQueries(2000), run);
    const rejected = expect(open).rejects.toMatchObject({ code: 'SP4008' });
    await service.dispose();
    await rejected;
    expect(isAlive(pid)).toBe(false);
    await expect(service.predict([query({ Si: 1 })], visible)).rejects.toMatchObject({ code: 'SP4008' });
  });

  it('rejects what a large request has not asked for yet when it ends', async () => {
    const { service } = startService();
    await service.predict([query({ Si: 1 })], visible);
    const open = service.predict(manyQueries(20_000), run);
    const rejected = expect(open).rejects.toMatchObject({ code: 'SP4008' });
    await sleep(5);
    await service.dispose();
    await rejected;
  });

  it('takes another device while requests wait', async () => {
    const { service } = startService({ model: SLOW });
    await service.predict([query({ Si: 1 })], visible);
    const first = service.processId;
    const queries = manyQueries(500);
    const open = service.predict(queries, run);
    service.setDevice('auto');
    expectPlain(await open, queries);
    expect(service.processId).not.toBe(first);
  });
});

describe('measureThroughput', () => {
  it('predicts every query once and counts those without a prediction', async () => {
    const { service } = startService();
    const thirteen = query(
      Object.fromEntries('H Li Be B C N O F Na Mg Al Si P'.split(' ').map((s) => [s, 1])),
    );
    const queries = [...manyQueries(150), thirteen];
    const { rows, failed, rowsPerSecond, seconds } = await measureThroughput(service, queries, { batch: 40 });
    expect([rows, failed]).toEqual([150, 1]);
    expect(rowsPerSecond).toBeCloseTo(rows / seconds, 6);
    for (const one of queries) expect(service.cached(one)).toBeDefined();
  });
});

describe('models that cannot be used', () => {
  it('are missing: SP4001, until they are there', async () => {
    const modelsFolder = temporaryFolder();
    const { service } = startService({ modelsFolder });
    const failing = service.predict([query({ Si: 1 })], visible);
    await expect(failing).rejects.toMatchObject({ code: 'SP4001', remedy: expect.stringMatching(/\w/) });
    expect(service.status).toMatchObject({ state: 'failed', error: { code: 'SP4001' } });
    expect(service.processId).toBeUndefined();
    writePlainModel(modelsFolder);
    service.setDevice('cpu');
    expectPlain(await service.predict([query({ Si: 1 })], visible), [query({ Si: 1 })]);
    expect(service.status).toMatchObject({ state: 'ready', error: undefined });
  });

  it('have one byte changed: SP4002, and nothing is loaded', async () => {
    const { service, modelsFolder, log } = startService();
    const file = path.join(modelsFolder, 'plain.onnx');
    const bytes = readFileSync(file);
    bytes[100] = (bytes[100] ?? 0) ^ 4;
    writeFileSync(file, bytes);
    await expect(service.predict([query({ Si: 1 })], visible)).rejects.toMatchObject({ code: 'SP4002' });
    expect(service.status).toMatchObject({ state: 'failed', error: { code: 'SP4002' } });
    expect(log.join()).not.toContain('Predictions run on');
  });

  it('lose their file after the manifest was read: SP4001', async () => {
    const { service, modelsFolder } = startService();
    rmSync(path.join(modelsFolder, 'plain.onnx'));
    await expect(service.predict([query({ Si: 1 })], visible)).rejects.toMatchObject({ code: 'SP4001' });
  });

  it('have other outputs than the engine knows: SP4003, naming them', async () => {
    const { service } = startService({ model: { gapName: 'energy' } });
    await expect(service.predict([query({ Si: 1 })], visible)).rejects.toMatchObject({
      code: 'SP4003',
      message: expect.stringContaining(
        'it has no output “gap_ev” (but energy, sigma_ev, novelty, metal, metal_gga, conditional_ev)',
      ),
    });
  });
});
