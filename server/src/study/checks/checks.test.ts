import { describe, expect, it } from 'vitest';
import { expectFinding, expectNoFinding, tableOf } from '../testing/marked.ts';

describe('charge balance (SP3003)', () => {
  it('says why no common oxidation states balance a base', () => {
    expectFinding('base <|LiTi2O4|>', 'SP3003', { message: /cations .* Check the formula/ });
    expectNoFinding('base ZnAl2O4, Fe3O4', 'SP3003');
  });

  it('names the lines of a table in one finding', () => {
    expectFinding('base from <|"t.csv"|> column formula', 'SP3003', {
      environment: { table: () => tableOf(['formula'], ['LiTi2O4'], ['ZnAl2O4'], ['LiZr2O4']) },
      message: 'LiTi2O4 (line 2) and LiZr2O4 (line 4)',
    });
  });
});

describe('training data (SP3004)', () => {
  const environment = {
    trainedElements: new Map([
      ['Zn', 900],
      ['Al', 900],
      ['O', 9000],
      ['Fe', 700],
      ['Pm', 3],
    ]),
    minimumTrainedRows: 20,
  };

  it('marks bases and pool members with elements that the model has hardly seen', () => {
    expectFinding('base <|PmAl2O4|>', 'SP3004', { environment, message: 'Pm (3 compounds)' });
    expectFinding('base ZnAl2O4\nsubstitute A with Fe <|Tc|>', 'SP3004', {
      environment,
      message: 'Tc (0 compounds)',
    });
    expectFinding('pool p = Tc Fe\nbase ZnAl2O4\nsubstitute A with Fe + <|p|>', 'SP3004', { environment });
  });

  it('says nothing of pools that are not used, of elements taken away again, and without a model', () => {
    expectNoFinding('pool p = Tc\nbase ZnAl2O4\nsubstitute A with Fe Tc - Tc', 'SP3004', environment);
    expectNoFinding('base TcAl2O4', 'SP3004');
  });
});

describe('size (SP3005)', () => {
  const environment = { candidateLimit: 10, predictionsPerSecond: 2 };

  it('estimates what a study above the limit will cost', () => {
    expectFinding(
      'base ZnBi2O4\n<|substitute B with Fe step 0.1|>\nsubstitute A with Fe step 0.5',
      'SP3005',
      {
        environment,
        message: 'up to 23 candidates, more than the limit of 10: about 12 s of predictions and 1 MB',
      },
    );
    expectNoFinding('base ZnBi2O4\nsubstitute A with Fe step 0.5', 'SP3005', environment);
  });

  it('needs no enumeration, however large the study', () => {
    const pool = 'spinel.B';
    const text = `base ZnCr2O4\n<|substitute A and B with ${pool} step 0.0001|>`;
    expectFinding(text, 'SP3005', { message: 'days' });
  });
});

describe('unused names (SP3006)', () => {
  it('finds pools and families that nothing uses', () => {
    expectFinding('pool <|late|> = Fe', 'SP3006', { fixed: '' });
    expectFinding('family <|f|> { A B2 X4 spacegroup 227 anions N }', 'SP3006');
    expectNoFinding('pool a = Fe\nexclude a', 'SP3006');
    expectNoFinding('family f { A B2 X4 spacegroup 227 anions N }\nbase ZnAl2N4', 'SP3006');
  });

  it('finds bases that no substitution starts from, where others are substituted', () => {
    expectFinding('base ZnBi2O4, <|MgAl2O4|>\nsubstitute A of ZnBi2O4 with Fe', 'SP3006');
    expectNoFinding('base ZnBi2O4, MgAl2O4', 'SP3006');
    expectNoFinding('base ZnBi2O4\nsubstitute A of ZnBi2S4 with Fe', 'SP3006');
    expectNoFinding(
      'base ZnBi2O4, MgAl2O4\nsubstitute A of ZnBi2O4 with Fe\nexplain gap for MgAl2O4',
      'SP3006',
    );
  });
});

describe('screens that nothing passes (SP3007)', () => {
  it('finds screens that contradict each other', () => {
    const finding = expectFinding('screen gap > 2 eV\nscreen neutral\nscreen <|gap < 1500 meV|>', 'SP3007', {
      message: 'together with `gap > 2 eV`',
    });
    expect(finding.related).toHaveLength(1);
    expectFinding('screen gap > 2 eV\nscreen <|gap <= 2 eV|>', 'SP3007');
    expectNoFinding('screen gap >= 2 eV\nscreen gap <= 2 eV', 'SP3007');
    expectFinding('exclude Cd\nscreen <|Cd > 0.1|>', 'SP3007');
  });

  it('finds a range that starts above its end', () => {
    expectFinding('screen <|gap in 2.4 .. 1.6 eV|>', 'SP3007', { fixed: 'screen gap in 1.6 .. 2.4 eV' });
  });

  it('finds values that a quantity never takes', () => {
    expectFinding('screen <|spinel >= 50|>', 'SP3007', { message: 'between 0 and 1' });
    expectFinding('screen <|gap < 0 eV|>', 'SP3007', { message: 'never below 0' });
  });

  it('finds a predicted number that is asked to be equal', () => {
    expectFinding('screen <|gap = 2 eV|>', 'SP3007', { message: 'Write a range' });
  });

  it('finds an excluded element that every candidate has', () => {
    expectFinding('base ZnBi2O4, MgAl2O4\nexclude Cd <|O|>', 'SP3007', {
      message: 'every candidate contains O',
    });
    expectNoFinding('base ZnBi2O4\nsubstitute X with S\nexclude O', 'SP3007');
  });
});

describe('repeated bases (SP3008)', () => {
  it('finds one composition declared twice, however it is written', () => {
    const finding = expectFinding('base ZnBi2O4, MgAl2O4\nbase <|Bi2ZnO4|> : spinel', 'SP3008', {
      message: 'already as ZnBi2O4',
      fixed: 'base ZnBi2O4, MgAl2O4\n',
    });
    expect(finding.related?.[0]?.span).toEqual({ start: 5, end: 12 });
  });

  it('names the lines of a table in one finding', () => {
    expectFinding('base ZnAl2O4\nbase from <|"t.csv"|> column formula', 'SP3008', {
      environment: { table: () => tableOf(['formula'], ['ZnAl2O4'], ['MgAl2O4'], ['MgAl2O4']) },
      message: 'ZnAl2O4 in line 2 (first in this file) and MgAl2O4 in line 4 (first in line 3)',
    });
  });
});

describe('quantities without a model (SP3009)', () => {
  const environment = { predictedQuantities: new Set(['gap']) };

  it('finds them in screens, rankings and explanations', () => {
    expectFinding('screen <|hull|> <= 0.2 eV/atom', 'SP3009', { environment, fixed: '' });
    expectFinding('rank by gap, <|spinel|>', 'SP3009', { environment });
    expectFinding('explain <|hull|>', 'SP3009', { environment });
    expectNoFinding(
      'screen neutral\nscreen Cd < 0.1\nscreen novelty < 1\nscreen tolerance > 0.8',
      'SP3009',
      environment,
    );
  });
});
