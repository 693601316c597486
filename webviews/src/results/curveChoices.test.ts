import { describe, expect, it } from 'vitest';
import { maximumSeries } from '../charts/palette.ts';
import type { CurveChoice, Row } from '../messages.ts';
import { basesOf, choiceOfRow, offerFor, placesOf, restoredChoice, withElements } from './curveChoices.ts';

const many = ['Fe', 'Co', 'Ni', 'Cu', 'Mn', 'Mg', 'Ca', 'Cd'];
const offers: readonly CurveChoice[] = [
  { base: 'ZnBi2O4', site: 'A', from: 'Zn', to: many },
  { base: 'ZnBi2O4', site: 'B', from: 'Bi', to: ['Fe', 'Co'] },
  { base: 'MgAl2O4', site: 'A', from: 'Mg', to: ['Fe'] },
];

function row(change: string, base = 'ZnBi2O4'): Row {
  return { index: 0, formula: 'X', spaceGroup: 227, base, sites: {}, change, neutral: true, kept: true };
}

describe('choosing curves', () => {
  it('offers each base once, with its own places', () => {
    expect(basesOf(offers)).toEqual(['ZnBi2O4', 'MgAl2O4']);
    expect(placesOf(offers, 'ZnBi2O4').map(({ value }) => value)).toEqual(['A/Zn', 'B/Bi']);
  });

  it('takes the first place of a base that has not the wanted one', () => {
    expect(offerFor(offers, 'MgAl2O4', 'B/Bi')).toBe(offers[2]);
    expect(offerFor(offers, 'CdRh2O4', undefined)).toBeUndefined();
  });

  it('keeps the elements that both places have, and never more than a chart can tell apart', () => {
    expect(withElements(offers[1] as CurveChoice, ['Co', 'Ni']).to).toEqual(['Co']);
    expect(withElements(offers[0] as CurveChoice, many).to).toHaveLength(maximumSeries);
    expect(withElements(offers[0] as CurveChoice, ['Au']).to).toEqual(['Fe', 'Co', 'Ni']);
  });

  it('finds the curve of a row, with its own element first', () => {
    expect(choiceOfRow(offers, row('A: Zn → Cu'), undefined)?.to).toEqual(['Cu']);
    const shown = { base: 'ZnBi2O4', site: 'A', from: 'Zn', to: ['Fe', 'Cu'] };
    expect(choiceOfRow(offers, row('A: Zn → Cu'), shown)?.to).toEqual(['Cu', 'Fe']);
    expect(choiceOfRow(offers, row('base'), shown)).toBeUndefined();
    expect(choiceOfRow(offers, row('A: Zn → Au'), shown)).toBeUndefined();
  });

  it('comes back after a reload where the results still have it', () => {
    const kept = { base: 'ZnBi2O4', site: 'B', from: 'Bi', to: ['Co'] };
    expect(restoredChoice(offers, kept)).toEqual(kept);
    expect(restoredChoice(offers, { ...kept, base: 'gone' })?.base).toBe('ZnBi2O4');
    expect(restoredChoice([], kept)).toBeUndefined();
  });
});
