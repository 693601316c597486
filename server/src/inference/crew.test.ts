/** Helpers of the inference process: two predictors in this process, one of which gives the other a part of its work. */
import { describe, expect, it } from 'vitest';
import type { ChildHandlers } from './child.ts';
import type { FromProcess } from './messages.ts';
import type { OpenRequest } from './openDevice.ts';
import { type OpenDevice, Predictor } from './predictor.ts';
import { encode } from './tensors.ts';
import { manyQueries } from './testing/cases.ts';
import { opener } from './testing/plainNetwork.ts';
import type { Device, Priority } from './types.ts';

interface Scene {
  readonly predictor: Predictor;
  readonly sent: FromProcess[];
  /** Rows of each run here and in the helper. */
  readonly runs: number[];
  readonly helped: number[];
  /** What the helper was started with, once for each start. */
  readonly started: ChildHandlers[];
}

/** A predictor that may have one helper; `relay` decides whether what the helper says gets through. */
async function openScene(
  options: {
    readonly device?: Device;
    readonly openHelper?: (helped: number[]) => OpenDevice;
    readonly relay?: (message: FromProcess) => boolean;
  } = {},
): Promise<Scene> {
  const { device = 'cpu', openHelper = opener, relay = () => true } = options;
  const sent: FromProcess[] = [];
  const runs: number[] = [];
  const helped: number[] = [];
  const started: ChildHandlers[] = [];
  const exit = (code: number) => {
    throw new Error(`ended with code ${code}`);
  };
  const predictor = new Predictor({
    send: (message) => sent.push(message),
    open: opener(runs),
    exit,
    helpers: {
      most: 1,
      start: (handlers) => {
        started.push(handlers);
        const helper = new Predictor({
          send: (message) => {
            if (relay(message)) handlers.onMessage(message);
          },
          open: openHelper(helped),
          exit,
          helpers: {
            most: 1,
            start: () => {
              throw new Error('a helper started one of its own');
            },
          },
        });
        return { send: (message) => void helper.receive(message) };
      },
    },
  });
  const request: OpenRequest = {
    kind: 'open',
    quantity: 'gap',
    network: { pbeGap: false, outputs: { value: 'value', sigma: 'sigma', novelty: 'novelty' } },
    device,
    runtimeFolder: '',
    purpose: 'named',
  };
  await predictor.receive({ kind: 'model', quantity: 'gap', bytes: new Uint8Array() });
  await predictor.receive(request);
  return { predictor, sent, runs, helped, started };
}

const LONG = 20_000;

/**
 * Asks for so many rows with different space groups, in jobs of a thousand that are numbered by the place of their first row, and returns
 * when every row has been answered once.
 */
async function predict(scene: Scene, rows: number, priority: Priority = 'run', firstJob = 0): Promise<void> {
  const queries = manyQueries(rows).map((query, row) => ({ ...query, spaceGroup: row % 230 }));
  const before = answers(scene.sent).size;
  const work: Promise<void>[] = [];
  for (let from = 0; from < rows; from += 1000) {
    const buckets = encode(queries.slice(from, from + 1000));
    const job = firstJob + from;
    work.push(scene.predictor.receive({ kind: 'predict', quantity: 'gap', job, priority, buckets }));
  }
  await Promise.all(work);
  await expect.poll(() => answers(scene.sent).size).toBe(before + rows);
}

/** What was said of each row, by its place in all jobs; a row must not be answered twice. */
function answers(sent: readonly FromProcess[]): ReadonlyMap<number, number | string> {
  const found = new Map<number, number | string>();
  const note = (place: number, answer: number | string) => {
    if (found.has(place)) throw new Error(`row ${place} was answered twice`);
    found.set(place, answer);
  };
  for (const message of sent) {
    if (message.kind === 'rows') {
      for (const [row, value] of message.value.entries()) note(message.job + message.from + row, value);
    }
    if (message.kind === 'failedRows') note(message.job + message.from, message.message);
  }
  return found;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

describe('a helper', () => {
  it('computes a part of a long run, and every row gets its own answer once', async () => {
    const scene = await openScene();
    await predict(scene, LONG);
    expect(scene.started.length).toBe(1);
    expect(sum(scene.helped)).toBeGreaterThan(LONG / 5);
    expect(sum(scene.runs) + sum(scene.helped)).toBe(LONG);
    for (const [place, value] of answers(scene.sent)) expect(value).toBe(place % 230);
  });

  it('is started as well where the run pauses to write down what it has', async () => {
    const scene = await openScene();
    await predict(scene, 3000);
    await predict(scene, 3000, 'run', 3000);
    expect(scene.started.length).toBe(1);
  });

  it('is not started for a short run, nor for what the editor asks, however much that is', async () => {
    const scene = await openScene();
    await predict(scene, 3000);
    expect(scene.started.length).toBe(0);
    const editor = await openScene();
    await predict(editor, LONG, 'background');
    expect(editor.started.length).toBe(0);
  });

  it('is not started where a graphics processor computes', async () => {
    const scene = await openScene({ device: 'webgpu' });
    await predict(scene, LONG);
    expect(scene.started.length).toBe(0);
  });

  it('tells of rows on which the network fails, and keeps the others of their chunk', async () => {
    const scene = await openScene({
      openHelper: (helped) => opener(helped, ({ spaceGroup }) => spaceGroup.includes(100)),
    });
    await predict(scene, LONG);
    const failed = [...answers(scene.sent)].filter(([, answer]) => answer === 'no');
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.every(([place]) => place % 230 === 100)).toBe(true);
  });

  it('that ends leaves its rows to the process that it helped, and is not started again', async () => {
    let heard = 0;
    let dead = false;
    const scene: Scene = await openScene({
      relay: (message) => {
        if (dead) return false;
        if (message.kind !== 'rows') return true;
        heard += 1;
        if (heard < 5) return true;
        dead = true;
        setTimeout(() => scene.started[0]?.onDeath('was ended by a test'));
        return false;
      },
    });
    await predict(scene, LONG);
    expect(dead).toBe(true);
    expect(scene.started.length).toBe(1);
    for (const [place, value] of answers(scene.sent)) expect(value).toBe(place % 230);
  });

  it('that cannot open the model gets no rows', async () => {
    const scene = await openScene({
      openHelper:
        () =>
        async ({ quantity, device }) => ({
          ok: false,
          refusal: { kind: 'refused', quantity, device, code: 'SP4004', message: 'no memory' },
        }),
    });
    await predict(scene, LONG);
    expect(scene.started.length).toBe(1);
    expect(sum(scene.runs)).toBe(LONG);
  });

  it('goes on with the run while this process computes what is visible', async () => {
    const scene = await openScene();
    await predict(scene, LONG);
    const helped = sum(scene.helped);
    scene.sent.length = 0;
    const buckets = encode(manyQueries(300));
    const run = scene.predictor.receive({
      kind: 'predict',
      quantity: 'gap',
      job: 1,
      priority: 'run',
      buckets,
    });
    await scene.predictor.receive({
      kind: 'predict',
      quantity: 'gap',
      job: 1000,
      priority: 'visible',
      buckets: encode(manyQueries(3)),
    });
    await run;
    await expect.poll(() => answers(scene.sent).size).toBe(303);
    expect(sum(scene.helped)).toBeGreaterThan(helped);
  });
});
