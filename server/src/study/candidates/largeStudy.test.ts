import { describe, expect, it } from 'vitest';
import { resolveText } from '../testing/marked.ts';
import { createCandidateSpace } from './candidateSpace.ts';

/** Both sites of two spinels at once: 26 × 40 elements and 50 × 100 amounts each, nearly ten million ways. */
const largeStudy = `
base ZnCr2O4, MgCr2O4
default step 0.02
substitute A with spinel.A and B with spinel.B
`;

describe('a study of ten million ways', () => {
  const study = resolveText(largeStudy);
  const space = createCandidateSpace(study);

  it('is declared in an instant and counted from its blocks', () => {
    expect(space.rawCount).toBeGreaterThan(9_000_000);
    const counting = space.counting();
    const first = counting.next();
    expect(first.done).toBe(false);
    expect(first.value).toMatchObject({ total: space.rawCount });
  });

  it('streams a slice from its middle without holding what came before', () => {
    const from = Math.floor(space.rawCount / 2);
    const before = process.memoryUsage().heapUsed;
    let seen = 0;
    let last = from - 1;
    for (const { index } of space.candidates(from, from + 100_000)) {
      expect(index).toBeGreaterThan(last);
      last = index;
      seen += 1;
    }
    expect(seen).toBeGreaterThan(50_000);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(100e6);
  });

  it('addresses any index at once, and finds it again among the ways to its composition', () => {
    for (let step = 0; step < 50; step += 1) {
      const index = Math.floor((space.rawCount / 50) * step);
      const candidate = space.at(index);
      if (candidate === undefined) continue;
      const ways = space.waysTo(candidate.composition, candidate.spaceGroup);
      expect(ways[0]).toEqual(candidate.origin);
    }
  });

  it('counts the same in pieces as at once', () => {
    const small = createCandidateSpace(resolveText(largeStudy.replace('0.02', '0.25')));
    const counting = small.counting();
    let step = counting.next();
    let done = 0;
    while (!step.done) {
      expect(step.value.done).toBeGreaterThan(done);
      done = step.value.done;
      step = counting.next();
    }
    expect(step.value).toEqual(small.count());
    expect(step.value.distinct).toBe([...small.candidates()].length);
  });
});
