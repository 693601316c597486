import { describe, expect, it } from 'vitest';
import { prediction } from '../features/testing/knownGaps.ts';
import { opened } from '../features/testing/marked.ts';
import type { Answer, InferenceService, PredictOptions, Query } from '../inference/types.ts';
import { InferredGaps } from './gapSource.ts';

/** A service that answers when it is told to. */
class SlowInference implements InferenceService {
  readonly requests: { queries: readonly Query[]; options: PredictOptions }[] = [];
  readonly #answers = new Map<string, Answer>();
  readonly #open: { answer: () => void; fail: (error: Error) => void }[] = [];
  readonly status = { state: 'ready', device: 'cpu', model: 'gap 1.0.0', error: undefined } as const;

  predict(queries: readonly Query[], options: PredictOptions): Promise<readonly Answer[]> {
    this.requests.push({ queries, options });
    return new Promise((resolve, reject) => {
      const answer = () => {
        for (const { composition } of queries) {
          this.#answers.set(composition.key, { ok: true, prediction: prediction(1) });
        }
        resolve([]);
      };
      this.#open.push({ answer, fail: reject });
    });
  }

  cached({ composition }: Query): Answer | undefined {
    return this.#answers.get(composition.key);
  }

  answers(): boolean {
    return true;
  }

  answerAll(): void {
    for (const { answer } of this.#open.splice(0)) answer();
  }

  failAll(error: Error): void {
    for (const { fail } of this.#open.splice(0)) fail(error);
  }

  onStatus(): () => void {
    return () => {};
  }

  async models(): Promise<readonly never[]> {
    return [];
  }

  setDevice(): void {}

  async dispose(): Promise<void> {}
}

const queries: readonly Query[] = [
  ...opened('base ZnBi2O4\nsubstitute A with transition_metals step 0.1').space().candidates(),
].slice(0, 150);

function source() {
  const inference = new SlowInference();
  const arrivals: string[] = [];
  const failures: unknown[] = [];
  const gaps = new InferredGaps(
    inference,
    (priority) => arrivals.push(priority),
    (error) => failures.push(error),
  );
  return { inference, arrivals, failures, gaps };
}

describe('asking for gaps', () => {
  it('tells once a batch that predictions have arrived', async () => {
    const { inference, arrivals, gaps } = source();
    const asked = gaps.ask(queries, 'visible');
    inference.answerAll();
    await asked;
    expect(inference.requests.map((request) => request.queries.length)).toEqual([64, 64, 22]);
    expect(arrivals).toEqual(['visible', 'visible', 'visible']);
    expect(queries.every((query) => gaps.known(query)?.ok)).toBe(true);
  });

  it('asks for nothing that is known or being asked', async () => {
    const { inference, gaps } = source();
    const first = gaps.ask(queries.slice(0, 10), 'visible');
    const second = gaps.ask(queries.slice(5, 15), 'visible');
    expect(inference.requests.map((request) => request.queries.length)).toEqual([10, 5]);
    inference.answerAll();
    await Promise.all([first, second]);
    await gaps.ask(queries.slice(0, 15), 'hover');
    expect(inference.requests).toHaveLength(2);
  });

  it('reports a failure once a request, settles all the same, and rests', async () => {
    const { inference, failures, gaps } = source();
    const asked = gaps.ask(queries.slice(0, 10), 'visible');
    inference.failAll(new Error('no model'));
    await asked;
    expect(failures).toEqual([new Error('no model')]);
    expect(gaps.answering).toBe(false);
  });

  it('takes an abort for no failure', async () => {
    const { inference, failures, gaps } = source();
    const stop = new AbortController();
    const asked = gaps.ask(queries.slice(0, 10), 'background', stop.signal);
    stop.abort();
    inference.failAll(new Error('aborted'));
    await asked;
    expect(failures).toEqual([]);
    expect(gaps.answering).toBe(true);
  });
});
