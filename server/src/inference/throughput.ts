/** Rows per second through the whole service, for benchmarks: encoding, the way to the process and back, and the network. */
import type { InferenceService, Query } from './types.ts';

export interface Throughput {
  readonly rows: number;
  readonly seconds: number;
  readonly rowsPerSecond: number;
  /** Rows that got no prediction. */
  readonly failed: number;
}

export interface ThroughputOptions {
  /** Rows of a request. */
  readonly batch?: number;
  /** Requests that are under way at once; with one, the process waits while the next is built. */
  readonly inFlight?: number;
}

/**
 * Predicts every query once, at the priority of a run, and takes the time. Queries that the service has in its cache cost nothing, so
 * that they should be distinct and new. The start of the process is not counted: one query of its own goes before.
 */
export async function measureThroughput(
  service: InferenceService,
  queries: Iterable<Query>,
  { batch = 1024, inFlight = 2 }: ThroughputOptions = {},
): Promise<Throughput> {
  const iterator = queries[Symbol.iterator]();
  const first = iterator.next();
  if (first.done === true) return { rows: 0, seconds: 0, rowsPerSecond: 0, failed: 0 };
  await service.predict([first.value], { priority: 'run' });
  let rows = 0;
  let failed = 0;
  const begin = performance.now();
  const work = async () => {
    for (let part = take(iterator, batch); part.length > 0; part = take(iterator, batch)) {
      const answers = await service.predict(part, { priority: 'run' });
      rows += answers.length;
      failed += answers.filter((answer) => !answer.ok).length;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, work));
  const seconds = (performance.now() - begin) / 1000;
  return { rows, seconds, rowsPerSecond: rows / seconds, failed };
}

function take(iterator: Iterator<Query>, count: number): Query[] {
  const part: Query[] = [];
  while (part.length < count) {
    const next = iterator.next();
    if (next.done === true) break;
    part.push(next.value);
  }
  return part;
}
