import { describe, expect, it } from 'vitest';
import { expectHints, hintsOf } from './testing/expect.ts';
import { KnownGaps, prediction } from './testing/knownGaps.ts';
import { opened } from './testing/marked.ts';

const gaps = new KnownGaps({ 'Zn(BiO2)2': 2.27 }, ({ composition }) => ({
  ok: true,
  prediction: prediction(composition.has('Co') ? 1.2 : 3.4),
}));

describe('inlay hints', () => {
  it('stand behind formulas, pools and substitutions', () =>
    expectHints(
      `
base ZnBi2O4
//          ^ 2.27 ± 0.31 eV
pool late = Fe Co Ni
//                  ^ 3 elements
default step 0.5
substitute A with late
//                    ^ 6 new · 1.20 … 3.40 eV
`,
      gaps,
    ));

  it('mark a composition outside the domain', () =>
    expectHints(
      `
base CdRh2O4
//          ^ 0.40 ± 0.31 eV ⚠
`,
      new KnownGaps({ 'Cd(RhO2)2': { ok: true, prediction: prediction(0.4, 'out') } }),
    ));

  it('show each base of a statement behind its own formula', () =>
    expectHints(
      `
base ZnBi2O4, host = MgAl2O4
//          ^ 2.27 ± 0.31 eV
//                          ^ 3.40 ± 0.31 eV
`,
      gaps,
    ));

  it('show counts without ranges while nothing is predicted', () =>
    expectHints(
      `
base ZnBi2O4
substitute A with Fe step 0.25
//                            ^ 4 new
substitute A with Fe Co step 0.25
//                               ^ 4 new
`,
      new KnownGaps({}),
    ));

  it('show what screens kept, by a run or by an estimate', () =>
    expectHints(
      `
base ZnBi2O4
screen neutral
//            ^ kept 1,204 of 2,300
`,
      new KnownGaps({}),
      () => ({ kept: 1204, of: 2300, source: 'run', skipped: undefined }),
    ));

  it('say that an estimate is one', () => {
    const document = opened('base ZnBi2O4\nscreen neutral');
    const [hint] = hintsOf(document, new KnownGaps({}), () => ({
      kept: 1234,
      of: 4567,
      source: 'estimate',
      skipped: undefined,
    }));
    expect(hint?.label).toBe('kept ≈ 1,200 of 4,600');
  });

  it('carry a tooltip with interval, domain and model', () => {
    const [hint] = hintsOf(opened('base ZnBi2O4'), gaps);
    expect(hint?.tooltip).toMatchObject({ kind: 'markdown', value: expect.stringContaining('gap 1.0.0') });
  });

  it('show the corrected gap of a base that states a PBE gap, and say so', async () => {
    const correcting = new KnownGaps({}, () => ({ ok: true, prediction: prediction(4.9) }), {
      correct: ({ pbeGap = 0 }) => ({
        ok: true,
        prediction: { ...prediction(pbeGap + 1.3), sigma: 0.2, model: 'correct 1.0.0' },
      }),
    });
    await expectHints(
      `
base host = ZnAl2O4 pbe 4.1 eV
//                 ^ 5.40 ± 0.20 eV
base ZnGa2O4
//          ^ 4.90 ± 0.31 eV
`,
      correcting,
    );
    const [hint] = hintsOf(opened('base ZnAl2O4 pbe 4100 meV'), correcting);
    expect(hint?.tooltip).toMatchObject({
      value: expect.stringMatching(
        /corrected from PBE 4\.10 eV to HSE \*\*5\.40[\s\S]*correct 1\.0\.0[\s\S]*Without the PBE gap: 4\.90 ± 0\.31 eV, model gap 1\.0\.0/,
      ),
    });
  });

  it('show the direct prediction where no model corrects a PBE gap', () =>
    expectHints(
      `
base ZnBi2O4 pbe 1.3 eV
//          ^ 2.27 ± 0.31 eV
`,
      gaps,
    ));

  it('are left out for a formula that has no prediction', () => {
    const none = new KnownGaps({}, () => ({ ok: false, code: 'SP4007', message: 'Too many elements.' }));
    expect(hintsOf(opened('base ZnBi2O4'), none)).toEqual([]);
  });
});
