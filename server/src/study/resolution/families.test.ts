import { describe, expect, it } from 'vitest';
import { expectFinding, resolveText } from '../testing/marked.ts';

const declaration = 'family halide_perovskite { A B X3  spacegroup 221  anions F Cl Br I }';

describe('families', () => {
  it('adds a declared family to the built-in ones', () => {
    const study = resolveText(`${declaration}\nbase CsPbI3 : halide_perovskite\nbase ZnBi2O4`);
    expect(study.families.map(({ name }) => name)).toEqual(['halide_perovskite', 'spinel', 'perovskite']);
    expect(study.bases.map(({ family }) => family.name)).toEqual(['halide_perovskite', 'spinel']);
    expect(study.bases[0]?.family).toMatchObject({ spaceGroup: 221, anions: ['F', 'Cl', 'Br', 'I'] });
    expect(study.bases[0]?.sites.map(({ site, amounts }) => `${site.name}: ${[...amounts.keys()]}`)).toEqual([
      'A: Cs',
      'B: Pb',
      'X: I',
    ]);
  });

  it('reads a space group from its symbol in any usual setting', () => {
    const groupOf = (written: string) =>
      resolveText(`family f { A B X3 spacegroup ${written} anions O }`).families[0]?.spaceGroup;
    expect(['62', '"Pnma"', '"P b n m"', '"R-3c"', '"P6_3/mmc"'].map(groupOf)).toEqual([
      62, 62, 62, 167, 194,
    ]);
  });

  it('keeps a declared family the same object from one resolution to the next', () => {
    const text = `${declaration}\nbase CsPbI3 : halide_perovskite`;
    expect(resolveText(`// later\n${text}`).bases[0]?.family).toBe(resolveText(text).families[0]);
  });

  it('finds two sites of one name (SP2004)', () => {
    expectFinding('family f { A B2 <|A|> X4 spacegroup 227 anions O }', 'SP2004', {
      fixed: 'family f { A B2 X4 spacegroup 227 anions O }',
    });
  });

  it('finds an impossible space group or multiplicity (SP1003)', () => {
    expectFinding('family f { A B2 X4 spacegroup <|231|> anions O }', 'SP1003', { message: '1 to 230' });
    expectFinding('family f { A B2 X4 spacegroup <|"cubic"|> anions O }', 'SP1003', {
      message: '"cubic" is no space group',
    });
  });

  it('finds an unknown or repeated anion (SP1002, SP3002)', () => {
    expectFinding('family f { A B2 X4 spacegroup 227 anions O <|Ss|> }', 'SP1002');
    expectFinding('family f { A B2 X4 spacegroup 227 anions O S <|O|> }', 'SP3002', {
      fixed: 'family f { A B2 X4 spacegroup 227 anions O S }',
    });
  });

  it('finds missing parts (SP2008)', () => {
    expectFinding('family <|f|> { A B2 X4 anions O }', 'SP2008', { message: 'no space group' });
    expectFinding('family <|f|> { A B2 X4 spacegroup 227 }', 'SP2008', { message: 'no anions' });
    expectFinding('family <|f|> { X4 spacegroup 227 anions O }', 'SP2008', { message: 'cation site' });
  });

  it('offers the missing space group so that the file parses', () => {
    const finding = expectFinding('family <|f|> { A B2 X4 anions O }', 'SP2008');
    expect(finding.fixes).toHaveLength(1);
    expectFinding('family <|f|> { A B2 X4 anions O }', 'SP2008', {
      fixed: 'family f { A B2 X4 anions O  spacegroup 227 }',
    });
  });
});
