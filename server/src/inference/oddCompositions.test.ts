/** Odd but legal compositions: whatever they are, each gets a finite gap with its interval, or a reason why not. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Composition } from '../chemistry/composition.ts';
import { Rational } from '../chemistry/rational.ts';
import { atomicNumber } from '../chemistry/symbols.ts';
import { startService } from './testing/cases.ts';
import type { Answer, Query } from './types.ts';

/** SPINEL_TEST_ODD=50000 for the long run. */
const COUNT = Number(process.env.SPINEL_TEST_ODD ?? 2000);

const realModels = fileURLToPath(new URL('../../../models', import.meta.url));
const hasModel = existsSync(`${realModels}/manifest.json`);

const symbols =
  'H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf Es Fm Md No Lr Rf Db Sg Bh Hs Mt Ds Rg Cn Nh Fl Mc Lv Ts Og'.split(
    ' ',
  );

/** A generator of numbers in [0, 1) that gives the same ones every time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One to fourteen elements of the whole table, amounts from millionths to millions, any space group. */
function oddQuery(random: () => number): Query {
  const whole = (below: number) => Math.floor(random() * below);
  const amount = () => Rational.of(1 + whole(10 ** whole(7)), [1, 1, 3, 10, 1000, 1_000_000][whole(6)] ?? 1);
  const count = 1 + whole(14);
  const parts = Array.from(
    { length: count },
    () => [symbols[whole(symbols.length)] as string, amount()] as const,
  );
  return { composition: Composition.of(parts), spaceGroup: whole(231), pbeGap: random() * 12 };
}

function complaint(answer: Answer | undefined, { composition }: Query): string | undefined {
  if (answer === undefined) return 'no answer';
  if (!answer.ok) return answer.code === 'SP4007' ? undefined : `${answer.code} ${answer.message}`;
  if (composition.elements.length > 12) return 'more than twelve elements, and yet a prediction';
  const {
    value,
    sigma,
    low,
    high,
    domain,
    domainReason,
    novelty,
    metal = 0,
    metalGga = 0,
    conditional = 0,
  } = answer.prediction;
  const finite = [value, sigma, low, high, novelty, conditional].every(Number.isFinite);
  const probable = [metal, metalGga].every((chance) => chance >= 0 && chance <= 1);
  const ordered = conditional >= 0 && 0 <= low && low <= value && value <= high && sigma >= 0;
  const reasoned = (domain === 'in') === (domainReason === undefined);
  return finite && probable && ordered && reasoned ? undefined : JSON.stringify(answer.prediction);
}

describe('odd but legal compositions', () => {
  it('are of every element', () => {
    expect(symbols.map((symbol) => atomicNumber(symbol))).toEqual(symbols.map((_, index) => index + 1));
  });

  const installed = ['gap', 'hull', 'spinel', 'correct'] as const;
  it.each([
    ...(hasModel ? installed.map((quantity) => ['the installed model', quantity] as const) : []),
    ['the plain model', 'gap'] as const,
  ])(
    'give no NaN, no negative value and no missing interval with %s of %s',
    async (which, quantity) => {
      const { service } = startService(which === 'the plain model' ? {} : { modelsFolder: realModels });
      const random = seeded(COUNT);
      for (let done = 0; done < COUNT; done += 1000) {
        const queries = Array.from({ length: Math.min(1000, COUNT - done) }, () => oddQuery(random));
        const answers = await service.predict(queries, { priority: 'run', quantity });
        const complaints = queries.flatMap((query, place) => {
          const found = complaint(answers[place], query);
          return found === undefined ? [] : [`${query.composition.elements.join(' ')}: ${found}`];
        });
        expect(complaints).toEqual([]);
      }
    },
    600_000,
  );
});
