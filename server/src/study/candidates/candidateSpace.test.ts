import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Family } from '../../chemistry/types.ts';
import { enumerateByBruteForce } from '../testing/bruteForce.ts';
import {
  exchange,
  handmadeBase,
  handmadeFamily,
  handmadeStudy,
  ratio,
  spinelFamily,
} from '../testing/handmade.ts';
import type { Exchange, ResolvedBase, Study } from '../types.ts';
import { createCandidateSpace } from './candidateSpace.ts';

const tenths = Array.from({ length: 10 }, (_, place) => `${place + 1}/10`);

describe('a candidate space', () => {
  const zincAluminate = handmadeBase(spinelFamily, [{ Zn: 1 }, { Al: 2 }, { O: 4 }]);
  const zincGallate = handmadeBase(spinelFamily, [{ Zn: 1 }, { Ga: 2 }, { O: 4 }]);

  it('puts the bases first, then the substitutions in the order written', () => {
    const study = handmadeStudy(
      [zincAluminate, zincGallate],
      [
        { base: 1, exchanges: [exchange(1, 'Ga', ['Fe'], [1, 2])] },
        { base: 0, exchanges: [exchange(0, 'Zn', ['Co', 'Cu'], ['1/2', 1])] },
      ],
    );
    const keys = [...createCandidateSpace(study).candidates()].map(({ composition }) => composition.key);
    expect(keys).toEqual([
      'O4Al2Zn1',
      'O4Zn1Ga2',
      'O4Fe1Zn1Ga1',
      'O4Fe2Zn1',
      'O8Al4Co1Zn1',
      'O4Al2Co1',
      'O8Al4Cu1Zn1',
      'O4Al2Cu1',
    ]);
  });

  it('counts an end member that two bases share once, at its first way', () => {
    const magnesiumAluminate = handmadeBase(spinelFamily, [{ Mg: 1 }, { Al: 2 }, { O: 4 }]);
    const toCobalt = (element: string): Exchange => exchange(0, element, ['Co'], ['1/2', 1]);
    const study = handmadeStudy(
      [zincAluminate, magnesiumAluminate],
      [
        { base: 0, exchanges: [toCobalt('Zn')] },
        { base: 1, exchanges: [toCobalt('Mg')] },
      ],
    );
    const space = createCandidateSpace(study);
    expect(space.count().distinct).toBe(5);
    const endMember = space.at(3);
    expect(endMember?.composition.key).toBe('O4Al2Co1');
    expect(space.at(5)).toBeUndefined();
    const ways = space.waysTo(endMember?.composition ?? zincAluminate.composition, 227);
    expect(ways.map(({ base, exchanges }) => [base, exchanges[0]?.from])).toEqual([
      [0, 'Zn'],
      [1, 'Mg'],
    ]);
  });

  it('counts once what substitution of A and of B both reach', () => {
    const ironSide = handmadeBase(spinelFamily, [{ Fe: 1 }, { Zn: 2 }, { O: 4 }]);
    const zincSide = handmadeBase(spinelFamily, [{ Zn: 1 }, { Ga: 2 }, { O: 4 }]);
    const study = handmadeStudy(
      [zincSide, ironSide],
      [
        { base: 0, exchanges: [exchange(1, 'Ga', ['Fe'], tenths.concat('2'))] },
        { base: 1, exchanges: [exchange(0, 'Fe', ['Ga'], tenths)] },
      ],
    );
    const brute = enumerateByBruteForce(study);
    expect(createCandidateSpace(study).count().distinct).toBe(brute.filter(({ first }) => first).length);
  });

  it('skips ways that put one element on two cation sites', () => {
    const study = handmadeStudy(
      [zincAluminate],
      [
        {
          base: 0,
          exchanges: [exchange(0, 'Zn', ['Fe', 'Co'], ['1/2']), exchange(1, 'Al', ['Fe', 'Co'], ['1/2'])],
        },
      ],
    );
    const space = createCandidateSpace(study);
    expect(space.rawCount).toBe(5);
    // Fe on A with Co on B and Co on A with Fe on B are one composition where the amounts are equal.
    expect([...space.candidates()].map(({ index }) => index)).toEqual([0, 2]);
  });

  it('says exactly where each element sits and how it came there', () => {
    const study = handmadeStudy(
      [zincAluminate],
      [
        {
          base: 0,
          exchanges: [exchange(0, 'Zn', ['Fe'], ['1/10', 1]), exchange(1, 'Al', ['Cr'], ['1/3'])],
        },
      ],
    );
    const candidate = createCandidateSpace(study).at(1);
    expect(candidate?.sites.map(({ amounts }) => [...amounts].map(([e, x]) => `${e}${x}`).join(' '))).toEqual(
      ['Zn0.9 Fe0.1', 'Al5/3 Cr1/3', 'O4'],
    );
    expect(candidate?.origin).toEqual({
      base: 0,
      statement: 0,
      exchanges: [
        { site: 'A', from: 'Zn', to: 'Fe', x: ratio('1/10') },
        { site: 'B', from: 'Al', to: 'Cr', x: ratio('1/3') },
      ],
    });
    const complete = createCandidateSpace(study).at(2);
    expect([...(complete?.sites[0]?.amounts.keys() ?? [])]).toEqual(['Fe']);
  });

  it('counts an element on two sites in shares finer than their sum', () => {
    const base = handmadeBase(spinelFamily, [{ Fe: '1/3', Zn: '2/3' }, { Fe: '2/3', Al: '4/3' }, { O: 4 }]);
    const study = handmadeStudy([base], [{ base: 0, exchanges: [exchange(0, 'Fe', ['Co'], ['1/3'])] }]);
    const keys = [...createCandidateSpace(study).candidates()].map(({ composition }) => composition.key);
    expect(keys).toEqual(['O12Al4Fe3Zn2', 'O12Al4Fe2Co1Zn2']);
  });

  it('refuses raw indices that it does not have', () => {
    const space = createCandidateSpace(handmadeStudy([zincAluminate], []));
    for (const index of [-1, 1, 0.5, Number.NaN]) expect(() => space.at(index)).toThrow(RangeError);
  });

  it('is empty for a study without bases', () => {
    const space = createCandidateSpace(handmadeStudy([], []));
    expect(space.rawCount).toBe(0);
    expect([...space.candidates()]).toEqual([]);
    expect(space.count().distinct).toBe(0);
  });
});

/** Few elements and coarse grids, so that different ways often meet. */
const families: readonly Family[] = [
  spinelFamily,
  handmadeFamily('double', 227, ['A 1 cation', 'B 1 cation', 'X 2 anion']),
  handmadeFamily('antispinel', 225, ['A 1 cation', 'B 2 cation', 'X 4 anion']),
  handmadeFamily('mixed', 227, ['A 2 cation', 'X 1 anion', 'Y 1 anion']),
];
const elements = ['Zn', 'Al', 'Fe', 'Te', 'O', 'S'];

const baseOf = (family: Family): fc.Arbitrary<ResolvedBase> =>
  fc
    .tuple(
      ...family.sites.map(({ multiplicity }) =>
        fc
          .tuple(fc.subarray(elements, { minLength: 1, maxLength: 2 }), fc.constantFrom('1/2', '1/3', '1/4'))
          .map(([symbols, share]): Record<string, string> => {
            const [one = 'O', other] = symbols;
            if (other === undefined) return { [one]: String(multiplicity) };
            const part = ratio(share).multiply(multiplicity);
            return { [one]: `${part.numerator}/${part.denominator}`, [other]: leftOver(multiplicity, part) };
          }),
      ),
    )
    .map((contents) => handmadeBase(family, contents));

function leftOver(multiplicity: Family['sites'][number]['multiplicity'], part: typeof multiplicity): string {
  const rest = multiplicity.subtract(part);
  return `${rest.numerator}/${rest.denominator}`;
}

const exchangeOn = (base: ResolvedBase, site: number): fc.Arbitrary<Exchange> => {
  const contents = [...(base.sites[site]?.amounts ?? [])];
  return fc
    .record({
      held: fc.constantFrom(...contents),
      pool: fc.subarray(elements, { minLength: 1, maxLength: 4 }),
      steps: fc.subarray([1, 2, 3, 4], { minLength: 1 }),
    })
    .map(({ held: [element, amount], pool, steps }) => ({
      site,
      element,
      substituents: pool.filter((symbol) => !base.sites[site]?.amounts.has(symbol)),
      grid: steps.map((step) => amount.multiply(ratio(`${step}/4`))),
    }));
};

const smallStudy: fc.Arbitrary<Study> = fc
  .array(
    fc.constantFrom(...families).chain((family) => baseOf(family)),
    { minLength: 1, maxLength: 4 },
  )
  .chain((bases) =>
    fc
      .array(
        fc.nat({ max: bases.length - 1 }).chain((base) => {
          const { family } = bases[base] as ResolvedBase;
          return fc
            .subarray([...family.sites.keys()], { minLength: 1, maxLength: 2 })
            .chain((sites) => fc.tuple(...sites.map((site) => exchangeOn(bases[base] as ResolvedBase, site))))
            .map((exchanges) => ({ base, exchanges }));
        }),
        { maxLength: 5 },
      )
      .map((substitutions) => handmadeStudy(bases, substitutions)),
  );

/** Bases on the way from one to another, so that substitutions meet at the very ends of their ranges. */
const closeStudy: fc.Arbitrary<Study> = fc
  .array(
    fc
      .tuple(fc.constantFrom('0', '1/4', '1/2', '1'), fc.constantFrom('0', '1/2', '1', '2'))
      .map(([iron, chromium]) =>
        handmadeBase(spinelFamily, [shared('Zn', 'Fe', 1, iron), shared('Al', 'Cr', 2, chromium), { O: 4 }]),
      ),
    { minLength: 1, maxLength: 4 },
  )
  .chain((bases) =>
    fc
      .array(
        fc.nat({ max: bases.length - 1 }).chain((base) =>
          fc
            .subarray([0, 1], { minLength: 1 })
            .chain((sites) =>
              fc.tuple(...sites.map((site) => closeExchange(bases[base] as ResolvedBase, site))),
            )
            .map((exchanges) => ({ base, exchanges })),
        ),
        { minLength: 1, maxLength: 5 },
      )
      .map((substitutions) => handmadeStudy(bases, substitutions)),
  );

function shared(one: string, other: string, whole: number, amount: string): Record<string, string> {
  const part = ratio(amount);
  if (part.isZero) return { [one]: String(whole) };
  const rest = ratio(whole).subtract(part);
  return rest.isZero
    ? { [other]: amount }
    : { [one]: `${rest.numerator}/${rest.denominator}`, [other]: amount };
}

function closeExchange(base: ResolvedBase, site: number): fc.Arbitrary<Exchange> {
  const present = base.composition.elements;
  const pool = ['Zn', 'Fe', 'Al', 'Cr', 'Ni'].filter((symbol) => !present.includes(symbol));
  const contents = [...(base.sites[site]?.amounts ?? [])];
  return fc
    .tuple(fc.constantFrom(...contents), fc.nat({ max: 3 }), fc.nat({ max: 3 }))
    .map(([held, skip, drop]) => {
      const [element, amount] = held;
      const quarters = Math.floor(amount.toNumber() * 4);
      const grid = Array.from({ length: quarters }, (_, place) => ratio(`${place + 1}/4`));
      const kept = grid.slice(
        Math.min(skip, quarters - 1),
        Math.max(quarters - drop, Math.min(skip, quarters - 1) + 1),
      );
      return { site, element, substituents: pool, grid: kept };
    });
}

describe('beside brute force, on random studies', () => {
  it('loses and doubles nothing where substitutions meet at the ends of their ranges', () => {
    fc.assert(
      fc.property(closeStudy, (study) => {
        const brute = enumerateByBruteForce(study).filter(({ first }) => first);
        const space = createCandidateSpace(study);
        expect([...space.candidates()].map(({ index }) => index)).toEqual(brute.map(({ raw }) => raw));
        expect(space.count().distinct).toBe(brute.length);
      }),
      { numRuns: 400 },
    );
  });

  it('finds the same distinct raw indices and the same count', () => {
    fc.assert(
      fc.property(smallStudy, (study) => {
        const brute = enumerateByBruteForce(study).filter(({ first }) => first);
        const space = createCandidateSpace(study);
        const found = [...space.candidates()];
        expect(found.map(({ index }) => index)).toEqual(brute.map(({ raw }) => raw));
        expect(found.map(({ composition }) => composition.key)).toEqual(
          brute.map(({ composition }) => composition.key),
        );
        expect(space.count().distinct).toBe(brute.length);
      }),
      { numRuns: 400 },
    );
  });

  it('finds the same ways to each composition', () => {
    fc.assert(
      fc.property(smallStudy, (study) => {
        const brute = enumerateByBruteForce(study);
        const space = createCandidateSpace(study);
        for (const [key, ways] of Map.groupBy(brute, ({ key }) => key)) {
          const { composition, spaceGroup } = ways[0] as (typeof ways)[number];
          expect([key, space.waysTo(composition, spaceGroup).length]).toEqual([key, ways.length]);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('gives the same candidates in any two slices as in one', () => {
    fc.assert(
      fc.property(smallStudy, fc.nat({ max: 400 }), (study, cut) => {
        const space = createCandidateSpace(study);
        const whole = [...space.candidates()].map(({ index }) => index);
        const slices = [...space.candidates(0, cut), ...space.candidates(cut)].map(({ index }) => index);
        expect(slices).toEqual(whole);
        for (const index of whole) expect(space.at(index)?.index).toBe(index);
      }),
      { numRuns: 100 },
    );
  });
});
