import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ledger } from './ledger.ts';
import type { ToProcess } from './messages.ts';
import { query } from './testing/cases.ts';
import type { Answer, Priority } from './types.ts';

type Predict = Extract<ToProcess, { kind: 'predict' }>;

/** A ledger whose answers tell the amount of zinc, and a process that answers what it is told to. */
class Scene {
  readonly jobs: Predict[] = [];
  readonly cancelled: number[] = [];
  readonly cached = new Map<string, Answer>();
  computed = 0;
  #jobNumber = 0;
  readonly ledger = new Ledger({
    quantity: 'gap',
    nextJob: () => {
      this.#jobNumber += 1;
      return this.#jobNumber;
    },
    interpret: (_, raw) => ({ ok: false, code: 'SP4008', message: String(Math.round(1 / raw.value)) }),
    onAnswer: (key, answer) => this.cached.set(key, answer),
    onOutstanding: () => undefined,
  });

  connect(): void {
    this.jobs.length = 0;
    this.ledger.connect((message) => {
      if (message.kind === 'predict') this.jobs.push(message);
      if (message.kind === 'cancel') {
        this.cancelled.push(message.job);
        const place = this.jobs.findIndex(({ job }) => job === message.job);
        if (place >= 0) this.jobs.splice(place, 1);
      }
    });
  }

  request(numbers: readonly number[], priority: Priority, signal?: AbortSignal): Promise<readonly string[]> {
    const known: (Answer | undefined)[] = new Array(numbers.length);
    const queries = numbers.map((number) => ({ key: `Zn${number}`, query: query({ Zn: 1, O: number - 1 }) }));
    return this.ledger
      .request(queries, known, priority, signal)
      .then((answers) => answers.map((answer) => (answer.ok ? 'ok' : answer.message)));
  }

  /** Answers the oldest job, by the fraction of zinc, its last element. */
  answerJob(): void {
    const message = this.jobs[0];
    if (message === undefined) return;
    for (const [place, bucket] of message.buckets.entries()) {
      const { slots, amounts, rows } = bucket;
      const gap = Float32Array.from(rows, (_, row) => amounts[row * slots + slots - 1] ?? 0);
      this.computed += gap.length;
      this.ledger.receive({
        kind: 'rows',
        job: message.job,
        bucket: place,
        from: 0,
        value: gap,
        sigma: gap,
        novelty: gap,
      });
    }
    this.jobs.shift();
  }
}

const numbers = fc.array(fc.integer({ min: 2, max: 9 }), { minLength: 1, maxLength: 6 });
const priorities = fc.constantFrom<Priority>('visible', 'hover', 'background', 'run');
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('request' as const), numbers, priority: priorities }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('answer' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('abort' as const), which: fc.nat(8) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('death' as const) }) },
);

describe('Ledger', () => {
  it('answers every request rightly that is not aborted, through any order of answers, aborts and deaths', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const scene = new Scene();
        scene.connect();
        const requests: { outcome: Promise<unknown>; expected: unknown; abort: AbortController }[] = [];
        for (const one of steps) {
          if (one.kind === 'request') {
            const abort = new AbortController();
            const outcome = scene
              .request(one.numbers, one.priority, abort.signal)
              .catch((reason: unknown) => reason);
            requests.push({ outcome, expected: one.numbers.map(String), abort });
          } else if (one.kind === 'answer') {
            scene.answerJob();
          } else if (one.kind === 'abort') {
            requests[one.which]?.abort.abort('aborted');
          } else {
            scene.ledger.disconnect();
            scene.connect();
          }
        }
        while (scene.jobs.length > 0) scene.answerJob();
        expect(scene.ledger.outstanding).toBe(false);
        for (const { outcome, expected, abort } of requests) {
          const found = await outcome;
          if (!(abort.signal.aborted && found === 'aborted')) expect(found).toEqual(expected);
        }
      }),
    );
  });

  it('computes what several wait for once', async () => {
    const scene = new Scene();
    const first = scene.request([2, 3, 2], 'run');
    const second = scene.request([3, 4], 'run');
    scene.connect();
    while (scene.jobs.length > 0) scene.answerJob();
    expect(await first).toEqual(['2', '3', '2']);
    expect(await second).toEqual(['3', '4']);
    expect(scene.computed).toBe(3);
    expect([...scene.cached.keys()].sort()).toEqual(['Zn2', 'Zn3', 'Zn4']);
  });

  it('sends again at a higher urgency what is waited for already, and takes whichever answer is first', async () => {
    const scene = new Scene();
    scene.connect();
    const run = scene.request([2, 3], 'run');
    const visible = scene.request([3], 'visible');
    const background = scene.request([3], 'background');
    expect(scene.jobs.map(({ priority, buckets }) => [priority, buckets[0]?.rows.length])).toEqual([
      ['run', 2],
      ['visible', 1],
    ]);
    scene.answerJob();
    expect(await visible).toEqual(['3']);
    expect(await background).toEqual(['3']);
    expect(await run).toEqual(['2', '3']);
    scene.answerJob();
    expect(scene.ledger.outstanding).toBe(false);
  });

  it('cancels the job of an aborted request, and sends what others want of it again', async () => {
    const scene = new Scene();
    scene.connect();
    const abort = new AbortController();
    const aborted = scene.request([2, 3, 4], 'run', abort.signal);
    const other = scene.request([4], 'run');
    abort.abort('not wanted');
    await expect(aborted).rejects.toBe('not wanted');
    expect(scene.cancelled).toEqual([1]);
    while (scene.jobs.length > 0) scene.answerJob();
    expect(await other).toEqual(['4']);
    expect(scene.computed).toBe(1);
  });

  it('splits a large request into jobs of some thousand rows', async () => {
    const scene = new Scene();
    scene.connect();
    const large = scene.request(
      Array.from({ length: 5000 }, (_, index) => index + 2),
      'run',
    );
    expect(scene.jobs.length).toBe(3);
    while (scene.jobs.length > 0) scene.answerJob();
    expect((await large).length).toBe(5000);
  });

  it('rejects everybody at once', async () => {
    const scene = new Scene();
    const waiting = [scene.request([2], 'run'), scene.request([2, 3], 'visible')];
    const outcomes = Promise.allSettled(waiting);
    scene.ledger.rejectAll('over');
    expect(await outcomes).toEqual([
      { status: 'rejected', reason: 'over' },
      { status: 'rejected', reason: 'over' },
    ]);
  });
});
