import { describe, expect, it } from 'vitest';
import { expectFinding, resolveText } from '../testing/marked.ts';

function testsOf(text: string): unknown {
  return resolveText(text).screens.map(({ test }) => test);
}

describe('screens', () => {
  it('become tests in the own unit of their quantity', () => {
    expect(
      testsOf('screen gap >= 1600 meV\nscreen hull <= 50 meV/atom\nscreen spinel > 0.5\nscreen neutral'),
    ).toEqual([
      { kind: 'compare', quantity: 'gap', operator: '>=', value: 1.6 },
      { kind: 'compare', quantity: 'hull', operator: '<=', value: 0.05 },
      { kind: 'compare', quantity: 'spinel', operator: '>', value: 0.5 },
      { kind: 'neutral' },
    ]);
  });

  it('takes a unit at either end of a range for both', () => {
    expect(testsOf('screen gap in 1600 .. 2400 meV')).toEqual([
      { kind: 'range', quantity: 'gap', low: 1.6, high: 2.4 },
    ]);
    expect(testsOf('screen gap in 1600 meV .. 2400')).toEqual([
      { kind: 'range', quantity: 'gap', low: 1.6, high: 2.4 },
    ]);
    expect(testsOf('screen gap in 1600 meV .. 2.4 eV')).toEqual([
      { kind: 'range', quantity: 'gap', low: 1.6, high: 2.4 },
    ]);
  });

  it('tests fractions of elements, and excludes elements and pools', () => {
    expect(testsOf('screen Cd < 1/20\nexclude Cd halogens')).toEqual([
      { kind: 'compare', quantity: 'Cd', operator: '<', value: 0.05 },
      { kind: 'exclude', elements: ['Cd', 'F', 'Cl', 'Br', 'I'] },
    ]);
  });

  it('keeps what the user wrote, on one line', () => {
    const { screens } = resolveText('screen gap\n  in 1.6 .. 2.4 eV // visible\nexclude Cd, Hg');
    expect(screens.map(({ text }) => text)).toEqual(['gap in 1.6 .. 2.4 eV', 'exclude Cd Hg']);
  });

  it('finds an unknown quantity or element (SP2007, SP1002)', () => {
    expectFinding('screen <|gpa|> < 1', 'SP2007', { fixed: 'screen gap < 1' });
    expectFinding('screen <|Gap|> < 1', 'SP1002', { fixed: 'screen gap < 1' });
    expectFinding('screen <|stability|> < 1', 'SP2007', { message: 'Use one of gap, gap_sigma' });
  });

  it('finds a unit of the wrong kind (SP2007)', () => {
    expectFinding('screen gap < 1 <|eV/atom|>', 'SP2007', { fixed: 'screen gap < 1 eV' });
    expectFinding('screen hull < 100 <|meV|>', 'SP2007', { fixed: 'screen hull < 100 meV/atom' });
    expectFinding('screen spinel > 0.5 <|eV|>', 'SP2007', { fixed: 'screen spinel > 0.5' });
  });

  it('hints at a missing unit (SP3010)', () => {
    expectFinding('screen gap < <|2|>', 'SP3010', { fixed: 'screen gap < 2 eV' });
    expectFinding('screen hull < <|0.1|>', 'SP3010', { fixed: 'screen hull < 0.1 eV/atom' });
    expectFinding('screen gap in 1 .. <|2|>', 'SP3010', { fixed: 'screen gap in 1 .. 2 eV' });
  });

  it('finds conditions that say too little or too much (SP2008, SP2007)', () => {
    expectFinding('screen <|gap|>', 'SP2008', { fixed: 'screen gap <= 0.5 eV' });
    expectFinding('screen <|neutral >= 1|>', 'SP2007', { fixed: 'screen neutral' });
  });
});
