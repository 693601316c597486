import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JobQueue, rankOf } from './jobQueue.ts';
import type { Bucket } from './tensors.ts';
import type { Priority } from './types.ts';

function bucket(slots: number, rows: number): Bucket {
  return {
    slots,
    rows: Uint32Array.from({ length: rows }, (_, row) => row),
    elements: new Int32Array(rows * slots),
    amounts: new Float32Array(rows * slots),
    spaceGroup: new Int32Array(rows),
  };
}

const priority = fc.constantFrom<Priority>('visible', 'hover', 'background', 'run');

describe('JobQueue', () => {
  it('lets the more urgent overtake between chunks and goes on with the rest', () => {
    const queue = new JobQueue();
    queue.add(1, 'run', [bucket(3, 6)]);
    const taken = () => {
      const chunk = queue.take(() => 2);
      return chunk === undefined ? undefined : [chunk.job, chunk.from, chunk.to];
    };
    expect(taken()).toEqual([1, 0, 2]);
    queue.add(2, 'background', [bucket(3, 1)]);
    queue.add(3, 'visible', [bucket(3, 1)]);
    queue.add(4, 'hover', [bucket(3, 1)]);
    expect([taken(), taken(), taken(), taken(), taken(), taken()]).toEqual([
      [3, 0, 1],
      [4, 0, 1],
      [2, 0, 1],
      [1, 2, 4],
      [1, 4, 6],
      undefined,
    ]);
  });

  it('forgets the rest of a cancelled job', () => {
    const queue = new JobQueue();
    queue.add(1, 'run', [bucket(3, 6)]);
    queue.take(() => 2);
    queue.cancel(1);
    expect(queue.take(() => 2)).toBeUndefined();
  });

  it('hands out rows of runs alone where it is asked for those, and of quantities that are wanted', () => {
    const queue = new JobQueue();
    queue.add(1, 'run', [bucket(3, 2)], 'hull');
    queue.add(2, 'run', [bucket(3, 3)]);
    queue.add(3, 'visible', [bucket(3, 1)]);
    const taken = () => {
      const chunk = queue.takeOfRun(
        () => 2,
        (quantity) => quantity === 'gap',
      );
      return chunk === undefined ? undefined : [chunk.job, chunk.from, chunk.to];
    };
    expect([taken(), taken(), taken()]).toEqual([[2, 0, 2], [2, 2, 3], undefined]);
    expect(queue.take(() => 2)?.job).toBe(3);
    expect(queue.take(() => 2)?.job).toBe(1);
  });

  it('takes every row of every job once, and never a less urgent one first', () => {
    const job = fc.tuple(priority, fc.array(fc.nat(9), { maxLength: 3 }));
    fc.assert(
      fc.property(fc.array(job, { maxLength: 6 }), fc.integer({ min: 1, max: 5 }), (jobs, size) => {
        const queue = new JobQueue();
        for (const [id, [urgency, rows]] of jobs.entries()) {
          queue.add(
            id,
            urgency,
            rows.map((count, place) => bucket(place + 1, count)),
          );
        }
        const seen = new Map<string, number>();
        let lastRank = 0;
        for (let chunk = queue.take(() => size); chunk !== undefined; chunk = queue.take(() => size)) {
          const rank = rankOf(jobs[chunk.job]?.[0] as Priority);
          expect(rank).toBeGreaterThanOrEqual(lastRank);
          expect(chunk.to - chunk.from).toBeLessThanOrEqual(size);
          lastRank = rank;
          const key = `${chunk.job}/${chunk.bucket}`;
          expect(chunk.from).toBe(seen.get(key) ?? 0);
          seen.set(key, chunk.to);
        }
        const expected = jobs.flatMap(([, rows], id) =>
          rows.flatMap((count, place) => (count > 0 ? [[`${id}/${place}`, count] as const] : [])),
        );
        expect(new Map([...seen].sort())).toEqual(new Map(expected.sort()));
      }),
    );
  });
});
