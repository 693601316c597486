import { builtInPoolNames } from '@spinel-studio/grammar';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtInPools } from '../../chemistry/pools.ts';
import { expectFinding, expectNoFinding, resolveText } from '../testing/marked.ts';

function poolOf(expression: string): readonly string[] {
  return resolveText(`pool it = ${expression}`).pools[0]?.elements ?? [];
}

describe('pools', () => {
  it.each([
    ['Fe Co, Ni', 'Fe Co Ni'],
    ['Fe Co + Ni Cu', 'Fe Co Ni Cu'],
    ['Fe Co Ni - Co', 'Fe Ni'],
    ['Fe Co Ni & Ni Fe Zn', 'Fe Ni'],
    ['Fe Co + Ni & Ni Zn', 'Ni'],
    ['Fe + Ni Co - Fe Co', 'Ni'],
    ['halogens - Cl', 'F Br I'],
  ])('evaluates %s from left to right', (expression, expected) => {
    expect(poolOf(expression).join(' ')).toBe(expected);
  });

  it('has every built-in pool of the language', () => {
    expect([...builtInPools.keys()]).toEqual(builtInPoolNames);
    for (const name of builtInPoolNames) expect(poolOf(name)).toEqual(builtInPools.get(name));
    expect(poolOf('spinel.A')).toHaveLength(26);
    expect(poolOf('spinel.B')).toHaveLength(40);
  });

  it('may use pools that are declared further down', () => {
    expect(resolveText('pool both = late + Ti\npool late = Fe').pools[0]?.elements).toEqual(['Fe', 'Ti']);
  });

  it('agrees with sets on any expression', () => {
    const symbols = ['Fe', 'Co', 'Ni', 'Cu', 'Zn', 'Ti', 'V'];
    const term = fc.subarray(symbols, { minLength: 1 });
    const rest = fc.array(fc.tuple(fc.constantFrom('+', '-', '&'), term), { maxLength: 5 });
    fc.assert(
      fc.property(term, rest, (first, operations) => {
        let expected: readonly string[] = first;
        for (const [operator, elements] of operations) {
          if (operator === '+')
            expected = [...expected, ...elements.filter((one) => !expected.includes(one))];
          else expected = expected.filter((one) => elements.includes(one) === (operator === '&'));
        }
        const text = [first.join(' '), ...operations.map(([operator, e]) => `${operator} ${e.join(' ')}`)];
        expect(poolOf(text.join(' '))).toEqual(expected);
      }),
    );
  });
});

describe('findings in pools', () => {
  it('finds an unknown element and what was meant (SP1002)', () => {
    expectFinding('pool p = <|Zi|> Co\nbase ZnAl2O4\nsubstitute A with p', 'SP1002', {
      message: 'Zi is no element',
    });
    expectFinding('base ZnAl2O4\nsubstitute A with <|ZN|>', 'SP1002', {
      fixed: 'base ZnAl2O4\nsubstitute A with Zn',
    });
  });

  it('finds an unknown pool (SP2003)', () => {
    expectFinding(
      'pool late = Fe\nbase ZnAl2O4\nsubstitute A with <|lete|>\nsubstitute A with late',
      'SP2003',
      {
        fixed: 'pool late = Fe\nbase ZnAl2O4\nsubstitute A with late\nsubstitute A with late',
      },
    );
  });

  it('takes a small letter for what it is: an element that was meant (SP2003)', () => {
    expectFinding('base ZnAl2O4\nsubstitute A with <|fe|>', 'SP2003', {
      fixed: 'base ZnAl2O4\nsubstitute A with Fe',
    });
  });

  it('finds a name declared twice (SP2004), and one that every study has', () => {
    const first = expectFinding('pool a = Fe\npool <|a|> = Co\nbase ZnAl2O4\nsubstitute A with a', 'SP2004', {
      fixed: 'pool a = Fe\npool a2 = Co\nbase ZnAl2O4\nsubstitute A with a',
    });
    expect(first.related?.[0]?.span).toEqual({ start: 5, end: 6 });
    expectFinding('pool <|lanthanides|> = La', 'SP2004', { message: 'Every study has' });
  });

  it('finds a pool that is made of itself (SP2008)', () => {
    expectFinding('pool a = b\npool b = <|a|>', 'SP2008', { message: 'made of itself' });
  });

  it('finds an empty pool (SP3001)', () => {
    expectFinding('pool p = <|Fe Co - Fe Co|>', 'SP3001');
    expectFinding('base ZnAl2O4\nsubstitute A with <|halogens & lanthanides|>', 'SP3001');
    expectNoFinding('pool p = nothing - Fe', 'SP3001');
  });

  it('finds elements that change nothing (SP3002)', () => {
    expectFinding('pool p = Fe Co <|Fe|>', 'SP3002', { fixed: 'pool p = Fe Co' });
    expectFinding('pool p = Fe Co + Ni <|Co|>', 'SP3002', { fixed: 'pool p = Fe Co + Ni' });
    expectFinding('pool p = Fe Co - <|Ni|>', 'SP3002', { fixed: 'pool p = Fe Co' });
    expectNoFinding('pool p = Fe Co & Fe Ni', 'SP3002');
  });
});
