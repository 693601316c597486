/**
 * The words of the language: the one catalogue from which the lexer, the parser, the TextMate grammar, hovers and completion
 * are made.
 */

/** Where a word is a keyword: at the start of a statement, or inside the statements named. */
export type KeywordPlace = 'statement' | readonly StatementWord[];

export interface Keyword {
  readonly word: string;
  readonly place: KeywordPlace;
  /** One sentence. */
  readonly documentation: string;
  /** A line that uses the word and is valid as it stands. */
  readonly example: string;
}

const catalogue = [
  {
    word: 'study',
    place: 'statement',
    documentation: 'Gives the study a title, shown in results and reports.',
    example: 'study "ZnBi2O4 photocatalyst"',
  },
  {
    word: 'family',
    place: 'statement',
    documentation:
      'Declares a structure family: its sites with their multiplicities, its space group and its anions.',
    example: 'family halide_perovskite { A B X3  spacegroup 221  anions F Cl Br I }',
  },
  {
    word: 'base',
    place: 'statement',
    documentation: 'Declares compounds that substitutions start from, typed here or read from a table.',
    example: 'base ZnGa2O4, MgAl2O4 : spinel',
  },
  {
    word: 'pool',
    place: 'statement',
    documentation: 'Names a set of elements; + joins, - removes and & keeps what both sides have.',
    example: 'pool dopant = late + Ti V Cr Mn - Co',
  },
  {
    word: 'default',
    place: 'statement',
    documentation: 'Sets the step for the substitutions that follow and write none of their own.',
    example: 'default step 0.1',
  },
  {
    word: 'substitute',
    place: 'statement',
    documentation:
      'Replaces the element of a site, step by step, by each element of a pool, the other sites unchanged.',
    example: 'substitute B of ZnBi2O4 with dopant step 0.05 from 0.05 to 0.5',
  },
  {
    word: 'screen',
    place: 'statement',
    documentation: 'Keeps only the candidates that meet a condition; screens apply in the order written.',
    example: 'screen gap in 1.6 .. 2.4 eV',
  },
  {
    word: 'exclude',
    place: 'statement',
    documentation: 'Drops every candidate that contains one of these elements.',
    example: 'exclude Cd Hg Pb',
  },
  {
    word: 'rank',
    place: 'statement',
    documentation:
      'Orders the candidates, smallest first; - turns a key round and |gap - 2.0 eV| ranks by distance.',
    example: 'rank by |gap - 2.0 eV|, hull top 50',
  },
  {
    word: 'explain',
    place: 'statement',
    documentation: "Fits the study's own interpretable model of a quantity and computes its Shapley values.",
    example: 'explain gap for ZnBi2O4',
  },
  {
    word: 'export',
    place: 'statement',
    documentation: 'Writes the results to files beside this one; the ending decides the format.',
    example: 'export "znbi2o4.parquet", "znbi2o4.csv"',
  },
  {
    word: 'from',
    place: ['base', 'substitute'],
    documentation:
      'After base: reads the bases from a table. After a pool: the smallest amount x of the grid.',
    example: 'base from "spinels.csv" column formula',
  },
  {
    word: 'column',
    place: ['base'],
    documentation: 'Names the column of the table that holds the formulas.',
    example: 'base from "spinels.csv" column formula',
  },
  {
    word: 'pbe',
    place: ['base'],
    documentation: 'States a PBE gap that you already have for this base, in eV.',
    example: 'base host = ZnAl2O4 pbe 4.1 eV',
  },
  {
    word: 'step',
    place: ['default', 'substitute'],
    documentation:
      'The distance between two amounts x on the grid, per formula unit: a decimal or a fraction.',
    example: 'default step 1/8',
  },
  {
    word: 'of',
    place: ['substitute'],
    documentation:
      'Limits the substitution to these bases; without it, every base of the study is substituted.',
    example: 'substitute A of ZnBi2O4 with Fe Co',
  },
  {
    word: 'with',
    place: ['substitute'],
    documentation: 'Names the elements or pools that take the place of the element on the site.',
    example: 'substitute A with late',
  },
  {
    word: 'and',
    place: ['substitute'],
    documentation:
      'Joins sites that are substituted at the same time: with one pool for both, or each with its own.',
    example: 'substitute A with late and B with dopant step 0.25',
  },
  {
    word: 'to',
    place: ['substitute'],
    documentation: 'The largest amount x of the grid, per formula unit.',
    example: 'substitute B with late from 0.05 to 0.5',
  },
  {
    word: 'in',
    place: ['screen'],
    documentation: 'Tests whether a quantity lies in a range; both ends are included.',
    example: 'screen gap in 1.6 .. 2.4 eV',
  },
  {
    word: 'by',
    place: ['rank'],
    documentation: 'Comes before the keys of a ranking, the most important one first.',
    example: 'rank by |gap - 2.0 eV|, hull',
  },
  {
    word: 'top',
    place: ['rank'],
    documentation: 'Keeps only so many of the best candidates.',
    example: 'rank by hull top 50',
  },
  {
    word: 'for',
    place: ['explain'],
    documentation: 'Names compounds whose own predictions are explained besides the model as a whole.',
    example: 'explain gap for ZnBi2O4',
  },
  {
    word: 'spacegroup',
    place: ['family'],
    documentation:
      "The family's space group: its number in the International Tables (1 to 230), or its symbol in quotes.",
    example: 'family perov { A B X3  spacegroup 221  anions O F }',
  },
  {
    word: 'anions',
    place: ['family'],
    documentation: "The elements that fill the family's anion site, its last site.",
    example: 'family perov { A B X3  spacegroup 221  anions O F }',
  },
] as const;

type Entry = (typeof catalogue)[number];

/** A word that starts a statement. */
export type StatementWord = Extract<Entry, { place: 'statement' }>['word'];

/** Any keyword of the language. */
export type KeywordWord = Entry['word'];

/** Every keyword, those that start a statement first. */
export const keywords: readonly (Keyword & { readonly word: KeywordWord })[] = catalogue;

/** The words that start a statement, in the order in which a study usually has them. */
export const statementWords: readonly StatementWord[] = catalogue
  .filter((entry) => entry.place === 'statement')
  .map((entry) => entry.word);

export interface UnitName {
  readonly name: string;
  readonly documentation: string;
}

/** The units that a number may carry. */
export const units: readonly UnitName[] = [
  { name: 'eV', documentation: 'Electron volt, the unit of band gaps.' },
  { name: 'meV', documentation: 'A thousandth of an electron volt.' },
  { name: 'eV/atom', documentation: 'Electron volt per atom, the unit of hull energies.' },
  { name: 'meV/atom', documentation: 'A thousandth of an electron volt per atom.' },
];

/** The pools that every study has without declaring them. What they hold is the chemistry room's business. */
export const builtInPoolNames: readonly string[] = [
  'spinel.A',
  'spinel.B',
  'transition_metals',
  'lanthanides',
  'alkali_metals',
  'alkaline_earths',
  'post_transition_metals',
  'metalloids',
  'chalcogens',
  'halogens',
  'period4',
  'period5',
  'period6',
];
