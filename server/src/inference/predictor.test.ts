/** The loop of the inference process, on a network that is computed by hand so that every run can be counted. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { FromProcess } from './messages.ts';
import type { NetworkInput } from './network.ts';
import { DEVICE_LOST, Predictor } from './predictor.ts';
import { encode } from './tensors.ts';
import { manyQueries } from './testing/cases.ts';
import { opener } from './testing/plainNetwork.ts';
import type { ModelQuantity, Priority } from './types.ts';

interface Scene {
  readonly predictor: Predictor;
  readonly sent: FromProcess[];
  readonly runs: number[];
  readonly exits: number[];
}

/** A predictor on a network that fails for the rows whose amounts `fails` says so; it yields before each run, as the runtime does. */
async function openScene(fails: (input: NetworkInput) => boolean = () => false): Promise<Scene> {
  const sent: FromProcess[] = [];
  const runs: number[] = [];
  const exits: number[] = [];
  const predictor = new Predictor({
    send: (message) => sent.push(message),
    open: opener(runs, fails),
    exit: (code) => exits.push(code),
    helpers: { most: 0, start: () => ({ send: () => undefined }) },
  });
  await open(predictor, 'gap');
  return { predictor, sent, runs, exits };
}

async function open(predictor: Predictor, quantity: ModelQuantity): Promise<void> {
  const network = { pbeGap: false, outputs: { value: 'value', sigma: 'sigma', novelty: 'novelty' } };
  await predictor.receive({ kind: 'model', quantity, bytes: new Uint8Array() });
  await predictor.receive({
    kind: 'open',
    quantity,
    network,
    device: 'cpu',
    runtimeFolder: '',
    purpose: 'named',
  });
}

function predict(
  predictor: Predictor,
  job: number,
  priority: Priority,
  rows: number,
  quantity: ModelQuantity = 'gap',
): Promise<void> {
  return predictor.receive({ kind: 'predict', quantity, job, priority, buckets: encode(manyQueries(rows)) });
}

function answered(sent: readonly FromProcess[]): [job: number, rows: number][] {
  return sent.flatMap((message) =>
    message.kind === 'rows' ? [[message.job, message.value.length] as [number, number]] : [],
  );
}

describe('Predictor', () => {
  it('computes no chunk of a cancelled job but the one that it has begun', async () => {
    const { predictor, sent, runs } = await openScene();
    const work = predict(predictor, 1, 'run', 5000);
    for (let turn = 0; turn < 3; turn += 1) await nextTurn();
    const begun = runs.length;
    await predictor.receive({ kind: 'cancel', job: 1 });
    await work;
    expect(begun).toBeGreaterThan(0);
    expect(runs.length).toBeLessThanOrEqual(begun + 1);
    expect(answered(sent).length).toBe(runs.length);
  });

  it('begins with a more urgent job after the chunk that is being computed', async () => {
    const { predictor, sent } = await openScene();
    const long = predict(predictor, 1, 'run', 3000);
    for (let turn = 0; turn < 3; turn += 1) await nextTurn();
    const before = answered(sent).length;
    await predict(predictor, 2, 'visible', 3);
    await long;
    const order = answered(sent).map(([job]) => job);
    expect(order.slice(before, before + 2)).toContain(2);
    expect(order.at(-1)).toBe(1);
    expect(answered(sent).reduce((sum, [, rows]) => sum + rows, 0)).toBe(3003);
  });

  it('serves the quantities whose models are open by need, whichever model that takes', async () => {
    const { predictor, sent } = await openScene();
    await open(predictor, 'hull');
    const long = predict(predictor, 1, 'run', 3000);
    for (let turn = 0; turn < 3; turn += 1) await nextTurn();
    const before = answered(sent).length;
    await Promise.all([
      predict(predictor, 2, 'background', 3, 'hull'),
      predict(predictor, 3, 'hover', 3, 'hull'),
    ]);
    await long;
    const order = answered(sent).map(([job]) => job);
    expect(order.slice(before).filter((job) => job !== 1)).toEqual([3, 2]);
    expect(order.at(-1)).toBe(1);
    expect(sent.flatMap((message) => (message.kind === 'opened' ? [message.quantity] : []))).toEqual([
      'gap',
      'hull',
    ]);
  });

  it('loses only the rows on which the network fails', async () => {
    const zinc = manyQueries(100).map(({ composition }) => composition.fraction('Zn'));
    const poison = Math.fround((zinc[37]?.numerator ?? 0) / (zinc[37]?.denominator ?? 1));
    const { predictor, sent, exits } = await openScene((input) => input.amounts.includes(poison));
    await predict(predictor, 1, 'visible', 100);
    expect(sent.filter(({ kind }) => kind === 'failedRows')).toEqual([
      { kind: 'failedRows', job: 1, bucket: 0, from: 37, count: 1, message: 'no' },
    ]);
    expect(answered(sent).reduce((sum, [, rows]) => sum + rows, 0)).toBe(99);
    expect(exits).toEqual([]);
  });

  it('ends the process when the device fails on everything', async () => {
    let broken = false;
    const { predictor, sent, exits } = await openScene(() => broken);
    broken = true;
    await predict(predictor, 1, 'visible', 1);
    expect(exits).toEqual([DEVICE_LOST]);
    expect(sent.filter(({ kind }) => kind === 'failedRows')).toEqual([]);
  });
});
