import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { writePlainModel } from '../inference/testing/plainModel.ts';
import type { ModelDescription } from '../inference/types.ts';
import { expectHover, hoverAt } from './testing/expect.ts';
import { KnownGaps, prediction } from './testing/knownGaps.ts';

const gaps = new KnownGaps({}, () => ({ ok: true, prediction: prediction(2.27) }));

/** The plain model's manifest with errors as a real one has them. */
async function describedModel(): Promise<{ readonly model: ModelDescription }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'spinel-hover-'));
  const plain = writePlainModel(folder);
  await rm(folder, { recursive: true });
  const errors = [
    { what: 'MAE, formulas held out', value: 0.3141, unit: 'eV', rows: 22_237 },
    { what: 'MAE, spinel oxides against true HSE', value: 0.62, unit: 'eV', rows: 36 },
    {
      what: "MAE, spinel oxides against true HSE, PBE's own error on the same",
      value: 1.1,
      unit: 'eV',
      rows: 36,
    },
  ];
  return { model: { ...plain, errors } };
}

describe('hover', () => {
  it('tells a formula’s gap with interval, domain and model', () =>
    expectHover(
      'base Zn<|>Bi2O4',
      { gaps },
      /\*\*2\.27 ± 0\.31 eV\*\*/,
      '90 % interval 1.67 to 2.87 eV',
      "Inside the model's training data",
      'gap 1.0.0',
    ));

  it('tells the measured errors of the model, in general and for the family', async () => {
    const { model } = await describedModel();
    await expectHover(
      'base Zn<|>Bi2O4',
      { gaps, model: async () => model },
      'Measured 0.31 eV: MAE, formulas held out, 22,237 rows',
      'Measured 0.62 eV: MAE, spinel oxides against true HSE, 36 rows',
    );
  });

  it('marks a compound outside the domain and says why', async () => {
    const outside = new KnownGaps({}, () => ({ ok: true, prediction: prediction(0.4, 'out') }));
    await expectHover('base Zn<|>Bi2O4', { gaps: outside }, '0.40 ± 0.31 eV ⚠', 'learned from few compounds');
  });

  it('tells hull energy, spinel probability and the corrected gap, each with interval and model', async () => {
    const of = (value: number, unit: string, model: string, domain?: 'edge' | 'out') => () => ({
      ok: true as const,
      prediction: { ...prediction(value, domain), unit, model, sigma: 0.03, low: 0, high: value + 0.06 },
    });
    const all = new KnownGaps({}, () => ({ ok: true, prediction: prediction(4.9) }), {
      hull: of(0.0123, 'eV/atom', 'hull 1.0.0'),
      spinel: of(0.87, '1', 'spinel 1.0.0', 'edge'),
      correct: of(5.4, 'eV', 'correct 1.0.0', 'out'),
    });
    const quantities = ['gap', 'hull', 'spinel', 'correct'];
    const { model } = await describedModel();
    await expectHover(
      'base ZnAl<|>2O4 pbe 4.1 eV',
      {
        gaps: all,
        quantities,
        model: async (quantity) => (quantity === 'hull' ? { ...model, quantity } : undefined),
      },
      /Band gap \*\*4\.90 ± 0\.31 eV\*\*/,
      'Band gap corrected from PBE 4.10 eV to HSE **5.40 ± 0.03 eV**, 90 % interval 0.00 to 5.46 eV (correct 1.0.0; ⚠ outside',
      'Energy above the hull **0.012 ± 0.030 eV/atom**, 90 % interval 0.000 to 0.072 eV/atom (hull 1.0.0)',
      'Probability of keeping the spinel structure **0.87 ± 0.03**, 90 % interval 0.00 to 0.93 (spinel 1.0.0; at the edge',
      'Model gap 1.0.0',
      'Model hull 1.0.0; Measured 0.31 eV: MAE, formulas held out, 22,237 rows',
    );
  });

  it('asks only for what is installed and has a meaning', async () => {
    const asked: string[] = [];
    const answering = (quantity: string) => () => {
      asked.push(quantity);
      return { ok: false as const, code: 'SP4008' as const, message: 'No number.' };
    };
    const all = new KnownGaps({}, () => ({ ok: true, prediction: prediction(1) }), {
      hull: answering('hull'),
      spinel: answering('spinel'),
      correct: answering('correct'),
    });
    await expectHover(
      'base Zn<|>O',
      { gaps: all, quantities: ['gap', 'hull', 'spinel'] },
      'none. No number.',
    );
    expect(asked).toEqual(['hull']);
    const without = await hoverAt('base Zn<|>Bi2O4 pbe 1 eV', { gaps: all });
    expect(without).not.toMatch(/hull|Probability|corrected/);
    expect(asked).toEqual(['hull']);
  });

  it('tells the essence of the card of a quantity’s model', async () => {
    const { model } = await describedModel();
    await expectHover(
      'screen hu<|>ll <= 0.2 eV/atom',
      {
        model: async (quantity) =>
          quantity === 'hull' ? { ...model, id: 'hull-mine', ownFolder: '/mine' } : undefined,
      },
      'Model hull-mine 1.0.0, from /mine',
      'A tenth of the mean atomic number.',
      'Measured 0.62 eV: MAE, spinel oxides against true HSE, 36 rows',
    );
  });

  it('tells sites and charges without any prediction', () =>
    expectHover('base Zn<|>Bi2O4', {}, 'Sites A: Zn, B: Bi2, X: O4', 'spinel', /Zn \+2, Bi \+3, O −2/));

  it('says why charges do not balance', () =>
    expectHover('base Na<|>Al2O4', {}, /No common oxidation states/));

  it('says what the user states of a named base', () =>
    expectHover(
      'base host = ZnAl2O4 pbe 4.1 eV\nsubstitute A of ho<|>st with Fe',
      {},
      'ZnAl2O4',
      'PBE gap 4.10 eV',
    ));

  it('says why a formula fits no family', () => expectHover('base Zn<|>O', {}, /Fits no family/));

  it('draws the curve of a mixed compound with its own amount, as text where images are not shown', async () => {
    const source = 'base Zn0.9Fe0.1<|>Bi2O4';
    await expectHover(source, { gaps }, 'Zn → Fe on A', /```\nFe [▁▂▃▄▅▆▇█]+ 2\.27 → 2\.27 eV\n```/);
    await expectHover(
      source,
      { gaps, images: true },
      /!\[.*\]\(data:image\/svg\+xml;base64,[A-Za-z0-9+/=]+\)/,
    );
  });

  it('draws the curves of a base that the study substitutes', () =>
    expectHover(
      'base Zn<|>Bi2O4\nsubstitute A with Fe Co',
      { gaps },
      'Zn → Fe, Co on A',
      /Fe ▆|Fe ./,
      /Co ./,
    ));

  it('asks for nothing twice: one request holds the compound and its curves', async () => {
    const asked = new KnownGaps({}, () => ({ ok: true, prediction: prediction(1) }));
    await hoverAt('base Zn<|>Bi2O4\nsubstitute A with Fe Co step 0.5', { gaps: asked });
    expect(asked.asked).toHaveLength(1 + 2 * 3);
  });

  it('says what is wrong where predictions are off', () =>
    expectHover(
      'base Zn<|>Bi2O4',
      {
        status: () => ({
          state: 'failed',
          device: undefined,
          model: undefined,
          error: { code: 'SP4001', message: 'The model is missing.', remedy: 'Install it.' },
        }),
      },
      'SP4001',
      'Install it.',
    ));

  it('predicts nothing without trust', () =>
    expectHover('base Zn<|>Bi2O4', { trusted: false }, 'not trusted', 'Sites A: Zn'));

  it('tells an element’s properties with units', () =>
    expectHover('pool p = F<|>e Co', {}, 'Iron', '\\+2 \\+3'.replaceAll('\\', ''), /7\.902\d* eV/, /\d+ pm/));

  it('lists a pool’s elements, declared or built in', async () => {
    await expectHover('pool late = Fe Co\npool p = la<|>te', {}, '2 elements', 'Fe Co');
    await expectHover('pool p = spinel.<|>A', {}, '26 elements', 'built in');
  });

  it('tells what a site holds', () =>
    expectHover('base ZnBi2O4\nsubstitute <|>B with Fe', {}, 'ZnBi2O4: Bi2'));

  it('explains keywords, quantities and units', async () => {
    await expectHover('sub<|>stitute A with Fe', {}, 'substitute', '```spinel');
    await expectHover('screen ga<|>p < 2 eV', {}, 'gap', 'eV');
    await expectHover('screen gap < 2 e<|>V', {}, 'Electron volt');
  });

  it('is silent in comments and on blanks', async () => {
    expect(await hoverAt('// sub<|>stitute\nbase ZnBi2O4')).toBeNull();
    expect(await hoverAt('base ZnBi2O4\n\n<|>\n')).toBeNull();
  });
});
