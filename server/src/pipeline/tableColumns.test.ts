import { describe, expect, it } from 'vitest';
import { findColumns } from './tableColumns.ts';

const nothingNamed = { formulaColumn: undefined, spaceGroupColumn: undefined };

describe('the columns of formulas and space groups are found in tables', () => {
  it.each([
    ['of matminer', 'material_id,formula,band gap', 'formula', undefined],
    ['of Matbench', 'composition,gap expt', 'composition', undefined],
    [
      'of the Materials Project',
      'material_id,formula_pretty,symmetry.symbol,symmetry.number',
      'formula_pretty',
      'symmetry.number',
    ],
    [
      "of the Materials Project's old interface",
      'material_id,pretty_formula,spacegroup.symbol,spacegroup.number',
      'pretty_formula',
      'spacegroup.number',
    ],
    [
      'of OPTIMADE',
      'id,chemical_formula_reduced,space_group_it_number',
      'chemical_formula_reduced',
      'space_group_it_number',
    ],
    ['of JARVIS', 'jid,spg_number,spg_symbol,formula', 'formula', 'spg_number'],
    ['of AFLOW', 'auid,compound,spacegroup_relax', 'compound', 'spacegroup_relax'],
    ['of SNUMAT', 'SNUMAT_id,Space_group_rlx,Formula,Band_gap_HSE', 'Formula', 'Space_group_rlx'],
    [
      'that were made of CIF files',
      '_chemical_formula_sum,_space_group_name_H-M_alt,_symmetry_Int_Tables_number',
      '_chemical_formula_sum',
      '_symmetry_Int_Tables_number',
    ],
    ['written by hand', 'No.; Composition ;S.G.'.replaceAll(';', ','), 'Composition', 'S.G.'],
  ])('%s', (_, header, formula, spaceGroup) => {
    const columns = findColumns(header.split(','), nothingNamed);
    expect(columns.names[columns.formula]).toBe(formula);
    expect(columns.spaceGroup === undefined ? undefined : columns.names[columns.spaceGroup]).toBe(spaceGroup);
  });
});

describe('columns that are named', () => {
  it('are taken before those with usual names', () => {
    const columns = findColumns(['formula', 'alloy', 'spacegroup', 'parent'], {
      formulaColumn: 'Alloy',
      spaceGroupColumn: 'parent',
    });
    expect([columns.formula, columns.spaceGroup]).toEqual([1, 3]);
  });

  it('that are not there are refused, with those that are (SP5007)', () => {
    const wanted = { ...nothingNamed, spaceGroupColumn: 'symmetry' };
    expect(() => findColumns(['formula', 'sg'], wanted)).toThrow(
      'There is no column "symmetry". The columns are "formula", "sg".',
    );
  });
});
