import type { Composition } from '../../chemistry/composition.ts';
import type { Candidate, CandidateSpace, Provenance, Study } from '../types.ts';
import { countDistinct } from './count.ts';
import { Enumeration } from './enumeration.ts';
import { commonDenominator, ELEMENT_BOUND } from './flatSource.ts';
import { candidateAt, provenanceAt } from './materialise.ts';
import type { FlatComposition } from './ways.ts';

/** Raw ways looked at before the candidates among them are handed out. */
const WAYS_PER_CHUNK = 2_048;

/**
 * All candidates of a study. Takes memory in proportion to the study's bases and statements, never to its candidates.
 * @throws RangeError where the amounts of a base or a grid have no common unit in which they can be counted exactly; `resolveStudy`
 *   reports such amounts and leaves them out.
 */
export function createCandidateSpace(study: Study): CandidateSpace {
  const enumeration = new Enumeration(study);
  return {
    rawCount: enumeration.rawCount,
    at(index: number): Candidate | undefined {
      const address = enumeration.address(index);
      return enumeration.isDistinct(address) ? candidateAt(study, index, address) : undefined;
    },
    candidates: (from, to) => stream(study, enumeration, from, to),
    waysTo(composition: Composition, spaceGroup: number): readonly Provenance[] {
      return enumeration
        .waysTo(flatten(composition), spaceGroup)
        .map((raw) => provenanceAt(study, enumeration.address(raw)));
    },
    counting: () => countDistinct(study, enumeration),
    count() {
      const counting = countDistinct(study, enumeration);
      for (;;) {
        const step = counting.next();
        if (step.done) return step.value;
      }
    },
  };
}

function* stream(
  study: Study,
  enumeration: Enumeration,
  from = 0,
  to: number = enumeration.rawCount,
): Generator<Candidate> {
  const found: number[] = [];
  const end = Math.min(to, enumeration.rawCount);
  for (let start = Math.max(0, from); start < end; start += WAYS_PER_CHUNK) {
    found.length = 0;
    enumeration.collectDistinct(start, Math.min(end, start + WAYS_PER_CHUNK), found);
    for (const raw of found) yield candidateAt(study, raw, enumeration.address(raw));
  }
}

function flatten(composition: Composition): FlatComposition {
  const unit = commonDenominator(composition.amounts);
  const amounts = new Float64Array(ELEMENT_BOUND);
  let total = 0;
  for (const [place, { numerator, denominator }] of composition.amounts.entries()) {
    const amount = numerator * (unit / denominator);
    amounts[composition.atomicNumbers[place] as number] = amount;
    total += amount;
  }
  return { elements: composition.atomicNumbers, amounts, total };
}
