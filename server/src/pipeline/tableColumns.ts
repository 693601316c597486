import { SpinelError } from '../errors.ts';

/** Which columns of a table matter. */
export interface TableColumns {
  readonly names: readonly string[];
  readonly formula: number;
  readonly spaceGroup: number | undefined;
  /** Of PBE gaps, which are never looked for by name: many a column of gaps is of another kind. */
  readonly pbe: number | undefined;
}

/**
 * Names that tables of compounds use, the likeliest first; compared without case, spaces and punctuation. They are those of pymatgen,
 * matminer, the Materials Project's old and new interface, OPTIMADE, JARVIS, AFLOW, OQMD, SNUMAT and CIF.
 */
const FORMULA_NAMES = [
  'formula',
  'formulapretty',
  'prettyformula',
  'reducedformula',
  'formulareduced',
  'composition',
  'chemicalformula',
  'chemicalformulareduced',
  'chemicalformulasum',
  'compositionreduced',
  'fullformula',
  'compound',
  'material',
];

/** The same for space groups: numbers before symbols, which have several settings. */
const SPACE_GROUP_NAMES = [
  'spacegroup',
  'spacegroupnumber',
  'symmetrynumber',
  'spgnumber',
  'spgno',
  'sgnumber',
  'sgno',
  'spacegroupno',
  'spacegroupitnumber',
  'symmetryinttablesnumber',
  'sg',
  'spg',
  'spacegrouprelax',
  'spacegrouprlx',
  'spacegroupsymbol',
  'symmetrysymbol',
  'spgsymbol',
  'sgsymbol',
  'spacegroupnamehm',
  'spacegroupnamehmalt',
  'symmetryspacegroupnamehm',
];

/** Finds the columns by the names given, or by their usual names. Throws SP5007 where one is missing. */
export function findColumns(
  names: readonly string[],
  wanted: {
    readonly formulaColumn: string | undefined;
    readonly spaceGroupColumn: string | undefined;
    readonly pbeColumn?: string | undefined;
  },
): TableColumns {
  const trimmed = names.map((name) => name.trim());
  const formula =
    wanted.formulaColumn === undefined
      ? usualColumn(trimmed, FORMULA_NAMES)
      : namedColumn(trimmed, wanted.formulaColumn, '--formula-column');
  const spaceGroup =
    wanted.spaceGroupColumn === undefined
      ? usualColumn(trimmed, SPACE_GROUP_NAMES)
      : namedColumn(trimmed, wanted.spaceGroupColumn, '--spacegroup-column');
  const pbe =
    wanted.pbeColumn === undefined ? undefined : namedColumn(trimmed, wanted.pbeColumn, '--pbe-column');
  if (formula !== undefined) return { names: trimmed, formula, spaceGroup, pbe };
  throw new SpinelError(
    'SP5007',
    `No column looks like one of formulas. The columns are ${list(trimmed)}.`,
    'Name the column with --formula-column.',
  );
}

function namedColumn(names: readonly string[], wanted: string, option: string): number {
  const exact = names.indexOf(wanted.trim());
  if (exact >= 0) return exact;
  const plain = names.map(plainName).indexOf(plainName(wanted));
  if (plain >= 0) return plain;
  throw new SpinelError(
    'SP5007',
    `There is no column "${wanted}". The columns are ${list(names)}.`,
    `Name one of them with ${option}.`,
  );
}

function usualColumn(names: readonly string[], usual: readonly string[]): number | undefined {
  const plain = names.map(plainName);
  const place = usual.map((name) => plain.indexOf(name)).find((found) => found >= 0);
  return place;
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 12).map((name) => `"${name}"`);
  if (names.length > shown.length) shown.push(`${names.length - shown.length} more`);
  return shown.join(', ');
}
