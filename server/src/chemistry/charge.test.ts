import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balanceCharges, compoundPossible, isChargeBalanced, isInTwoStates } from './charge.ts';
import { Composition } from './composition.ts';
import { elementProperties } from './elements.ts';
import { parseFormula } from './formula.ts';
import { Rational } from './rational.ts';
import { elementSymbols } from './symbols.ts';
import { amounts } from './testing/arbitraries.ts';
import { readTable, sharedFile } from './testing/sharedData.ts';

function read(formula: string): Composition {
  const result = parseFormula(formula);
  if (!result.ok) throw new Error(result.problem.message);
  return result.composition;
}

/** The balance as a line: `Fe2+ 1, Fe3+ 2, O2− 4`, or the reason why there is none. */
function balance(formula: string): string {
  const result = balanceCharges(read(formula));
  if (!result.neutral) return result.reason;
  const shares = result.shares.map(({ element, state, amount }) => {
    const sign = state < 0 ? '−' : state > 0 ? '+' : '';
    return `${element}${Math.abs(state)}${sign} ${amount}`;
  });
  return `${shares.join(', ')}${result.mixedValence ? ' (mixed)' : ''}`;
}

describe('balanceCharges', () => {
  it.each([
    ['ZnBi2O4', 'Zn2+ 1, Bi3+ 2, O2− 4'],
    ['Zn0.9Fe0.1Bi2O4', 'Zn2+ 0.9, Fe2+ 0.1, Bi3+ 2, O2− 4'],
    ['ZnBi1.5Fe0.5O4', 'Zn2+ 1, Fe3+ 0.5, Bi3+ 1.5, O2− 4'],
    ['Fe3O4', 'Fe2+ 1, Fe3+ 2, O2− 4 (mixed)'],
    ['Co3O4', 'Co2+ 1, Co3+ 2, O2− 4 (mixed)'],
    ['Li0.5Fe2.5O4', 'Li1+ 0.5, Fe3+ 2.5, O2− 4'],
    ['MnFe2O4', 'Mn2+ 1, Fe3+ 2, O2− 4'],
    ['ZnMn2O4', 'Mn3+ 2, Zn2+ 1, O2− 4'],
    ['LiMn2O4', 'Li1+ 1, Mn3+ 1, Mn4+ 1, O2− 4 (mixed)'],
    ['Zn0.9Fe2.1O4', 'Zn2+ 0.9, Fe2+ 0.1, Fe3+ 2, O2− 4 (mixed)'],
    ['CsPbI17/6Br1/6', 'Cs1+ 1, Pb2+ 1, I1− 17/6, Br1− 1/6'],
    ['BaTaO2N', 'Ba2+ 1, Ta5+ 1, N3− 1, O2− 2'],
    ['SiC', 'Si4+ 1, C4− 1'],
    ['Zn', 'Zn0 1'],
  ])('balances %s', (formula, expected) => {
    expect(balance(formula).split(', ').sort()).toEqual(expected.split(', ').sort());
  });

  it.each([
    [
      'Mg2FeO4',
      'The cations reach at most +7, the anions need −8. Fe as +4, a known but less common state, would balance it.',
    ],
    [
      'MgV2O4',
      'The cations have at least +12, the anions take at most −8. V as +3, a known but less common state, would balance it.',
    ],
    ['ZnBi2O3', 'The cations have at least +8, the anions take at most −6.'],
    ['Zn0.5Bi1O1.5', 'The cations have at least +4, the anions take at most −3.'],
    ['MgAl2', 'None of Mg, Al is commonly an anion.'],
    ['OF2', 'None of O, F is commonly a cation.'],
    ['HeO', 'He has no common oxidation state.'],
    ['HeNeO', 'He and Ne have no common oxidation state.'],
  ])('says why nothing balances %s', (formula, expected) => {
    expect(balance(formula)).toBe(expected);
  });

  it('adds up to exactly zero and keeps every atom', () => {
    fc.assert(
      fc.property(amounts(undefined, 7), (parts) => {
        const composition = Composition.of(parts);
        const result = balanceCharges(composition);
        if (!result.neutral) return;
        let charge = Rational.zero;
        const atoms = new Map(composition);
        for (const { element, state, amount } of result.shares) {
          charge = charge.add(amount.multiply(Rational.of(state)));
          expect(amount.isPositive).toBe(true);
          atoms.set(element, (atoms.get(element) as Rational).subtract(amount));
        }
        expect(charge.isZero).toBe(true);
        expect([...atoms.values()].every((left) => left.isZero)).toBe(true);
        const elements = new Set(result.shares.map(({ element }) => element));
        expect(result.mixedValence).toBe(result.shares.length > elements.size);
      }),
      { numRuns: 400 },
    );
  });

  it('puts at most one element in two states, of one sign and known', () => {
    fc.assert(
      fc.property(amounts(undefined, 7), (parts) => {
        const composition = Composition.of(parts);
        const result = balanceCharges(composition);
        if (!result.neutral || composition.elements.length === 1) return;
        const mixed = composition.elements.filter((symbol) => isInTwoStates(composition, symbol));
        expect(mixed.length).toBeLessThanOrEqual(1);
        for (const { element, state } of result.shares) {
          expect(
            elementProperties(element)?.oxidationStates.length
              ? elementProperties(element)?.oxidationStates
              : [state],
          ).toContain(state);
          const own = result.shares.filter((share) => share.element === element);
          expect(new Set(own.map((share) => Math.sign(share.state))).size).toBe(1);
        }
      }),
    );
  });

  it('finds a balance wherever one exists, and none elsewhere', () => {
    fc.assert(
      fc.property(amounts(undefined, 7), (parts) => {
        const composition = Composition.of(parts);
        expect(balanceCharges(composition).neutral).toBe(isChargeBalanced(composition));
        if (compoundPossible(composition)) expect(isChargeBalanced(composition)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('answers for a compound of forty elements with odd amounts', () => {
    const text = elementSymbols.slice(2, 42).filter((symbol) => !['Ne', 'Ar'].includes(symbol));
    const composition = read(text.map((symbol, index) => `${symbol}${(index * 7919) % 1009 || 1}`).join(''));
    expect(balanceCharges(composition).neutral).toBe(isChargeBalanced(composition));
  });
});

describe('compoundPossible', () => {
  const table = sharedFile('paper/paper_descriptors_eg_test.csv.gz');

  it('knows no mixed valence', () => {
    expect(compoundPossible(read('ZnBi2O4'))).toBe(true);
    expect(compoundPossible(read('CdRh2O4'))).toBe(true);
    expect(compoundPossible(read('Fe3O4'))).toBe(false);
    expect(compoundPossible(read('NaMn2O4'))).toBe(false);
  });

  it.skipIf(table === undefined)(
    "agrees with the paper's column on all 7,121 rows of ../shared/data/paper/paper_descriptors_eg_test.csv.gz",
    () => {
      const rows = readTable(table as string);
      expect(rows).toHaveLength(7_121);
      const differing = rows.filter((row) => {
        // Columns named after an element hold its atomic fraction; amounts per seven atoms are whole tenths.
        const composition = Composition.of(
          elementSymbols.map((symbol) => [
            symbol,
            Rational.of(Math.round(Number(row.get(symbol) ?? 0) * 70), 10),
          ]),
        );
        expect(composition.total.toString()).toBe('7');
        return compoundPossible(composition) !== (row.get('compound possible') === '1');
      });
      expect(differing.map((row) => row.get('row'))).toEqual([]);
    },
  );
});
