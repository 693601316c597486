import { describe, expect, it } from 'vitest';
import { expectFinding, resolveText } from '../testing/marked.ts';

describe('what a study hands over', () => {
  it('reads the title, ranking, explanations and exports', () => {
    const study = resolveText(
      'study "it"\nbase host = ZnBi2O4\nrank by |gap - 2000 meV|, -hull top 50\nexplain gap for host, MgAl2O4\nexport "a.parquet", "b.csv"',
    );
    expect(study.title).toBe('it');
    expect(study.rank).toEqual({
      keys: [
        { quantity: 'gap', target: 2, descending: false },
        { quantity: 'hull', target: undefined, descending: true },
      ],
      top: 50,
    });
    expect(study.explain[0]?.targets.map(({ key }) => key)).toEqual(['O4Zn1Bi2', 'O4Mg1Al2']);
    expect(study.exports.map(({ path }) => path)).toEqual(['a.parquet', 'b.csv']);
  });

  it('finds a count that cannot be kept (SP2008)', () => {
    expectFinding('rank by gap top <|2.6|>', 'SP2008', { fixed: 'rank by gap top 3' });
    expectFinding('rank by gap top <|0|>', 'SP2008', { fixed: 'rank by gap top 1' });
  });

  it('finds what gives no order, or needs no explanation (SP2007)', () => {
    expectFinding('rank by <|neutral|>', 'SP2007');
    expectFinding('explain <|neutral|>', 'SP2007', { fixed: 'explain gap' });
    expectFinding('explain <|novelty|>', 'SP2007');
  });

  it('finds statements that a study has only once (SP2008)', () => {
    expectFinding('study "a"\n<|study|> "b"', 'SP2008', { fixed: 'study "a"\n' });
    expectFinding('rank by gap\n<|rank|> by hull', 'SP2008');
    expect(resolveText('rank by gap\nrank by hull').rank?.keys[0]?.quantity).toBe('gap');
  });

  it('finds a format that is not known, and a file written twice (SP2008)', () => {
    expectFinding('export <|"results.xlsx"|>', 'SP2008', { fixed: 'export "results.parquet"' });
    expectFinding('export <|"results"|>', 'SP2008', { fixed: 'export "results.parquet"' });
    expectFinding('export "a.csv", <|"a.csv"|>', 'SP2008', { fixed: 'export "a.csv"' });
  });

  it('finds an unknown base to explain (SP2003)', () => {
    expectFinding('base host = ZnBi2O4\nexplain gap for <|hots|>', 'SP2003', {
      fixed: 'base host = ZnBi2O4\nexplain gap for host',
    });
  });
});
