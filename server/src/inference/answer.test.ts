import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpreterOf } from './answer.ts';
import { query, temporaryFolder } from './testing/cases.ts';
import { writePlainModel } from './testing/plainModel.ts';
import type { Prediction } from './types.ts';

// Thresholds of the plain model: edge above 1.66, out above 1.8; widths 1 and 2 inside, times 1.2 at the edge, times 1.5 outside.
const interpret = interpreterOf(writePlainModel(temporaryFolder()));

function predicted(amounts: Record<string, number>, gap: number, sigma: number, novelty: number): Prediction {
  const answer = interpret(query(amounts).composition, { value: gap, sigma, novelty });
  if (!answer.ok) throw new Error(answer.message);
  return answer.prediction;
}

describe('interpreterOf', () => {
  it('scales the raw deviation by coverage and domain', () => {
    expect(predicted({ Zn: 1, O: 1 }, 2, 0.5, 1)).toEqual({
      value: 2,
      sigma: 0.5,
      low: 1,
      high: 3,
      unit: 'eV',
      domain: 'in',
      domainReason: undefined,
      novelty: 1,
      metal: undefined,
      metalGga: undefined,
      conditional: undefined,
      model: 'plain 1.0.0',
    });
    expect(predicted({ Zn: 1, O: 1 }, 2, 0.5, 1.7)).toMatchObject({
      sigma: 0.6,
      low: 0.8,
      high: 3.2,
      domain: 'edge',
    });
    expect(predicted({ Zn: 1, O: 1 }, 2, 0.5, 1.9)).toMatchObject({
      sigma: 0.75,
      low: 0.5,
      high: 3.5,
      domain: 'out',
    });
  });

  it('hands on how likely there is no gap, and takes for a failure what is no probability', () => {
    const told = (metal: number) =>
      interpret(query({ Zn: 1, O: 1 }).composition, { value: 2, sigma: 0.1, novelty: 0, metal, metalGga: 1 });
    expect(told(0.25)).toMatchObject({ ok: true, prediction: { metal: 0.25, metalGga: 1 } });
    for (const wrong of [-0.1, 1.1, Number.NaN]) expect(told(wrong)).toMatchObject({ code: 'SP4008' });
  });

  it('hands on what the gap is if there is one, never below zero', () => {
    const told = (conditional: number) =>
      interpret(query({ Zn: 1, O: 1 }).composition, { value: 2, sigma: 0.1, novelty: 0, conditional });
    expect(told(2.5)).toMatchObject({ ok: true, prediction: { value: 2, conditional: 2.5 } });
    expect(told(-0.1)).toMatchObject({ ok: true, prediction: { conditional: 0 } });
    expect(told(Number.NaN)).toMatchObject({ code: 'SP4008' });
  });

  it('takes a threshold itself as the nearer side', () => {
    expect(predicted({ Zn: 1 }, 1, 0.1, 1.66).domain).toBe('in');
    expect(predicted({ Zn: 1 }, 1, 0.1, 1.8).domain).toBe('edge');
  });

  it('names the elements that the training data hardly have', () => {
    const { domain, domainReason } = predicted({ Pm: 1, Rn: 1, O: 3 }, 1, 0.1, 0.1);
    expect(domain).toBe('out');
    expect(domainReason).toBe('The model has learned from fewer than 20 compounds of Pm (3), Rn (0).');
  });

  it('never gives a negative gap, and always an interval that holds it', () => {
    const number = fc.double({ min: -20, max: 20, noNaN: true });
    fc.assert(
      fc.property(number, fc.double({ min: 0, max: 20, noNaN: true }), number, (gap, sigma, novelty) => {
        const prediction = predicted({ Zn: 1, O: 1 }, gap, sigma, novelty);
        expect(prediction.value).toBeGreaterThanOrEqual(0);
        expect(prediction.low).toBeLessThanOrEqual(prediction.value);
        expect(prediction.high).toBeGreaterThanOrEqual(prediction.value);
        expect(prediction.domain === 'in').toBe(prediction.domainReason === undefined);
      }),
    );
  });

  it.each([
    [Number.NaN, 0.1, 0.1],
    [1, Number.NaN, 0.1],
    [1, -0.1, 0.1],
    [1, Infinity, 0.1],
    [1, 0.1, -Infinity],
  ])('takes gap %s, sigma %s, novelty %s for a failure', (gap, sigma, novelty) => {
    expect(interpret(query({ Si: 1 }).composition, { value: gap, sigma, novelty })).toMatchObject({
      code: 'SP4008',
    });
  });
});
