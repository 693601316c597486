/** What the parser can miss, in the user's words. */
import { units } from './vocabulary.ts';

export interface Expectation {
  /** Completes "Expected …". */
  readonly phrase: string;
  /** What could be typed there, as it would stand in the file. */
  readonly expected: readonly string[];
}

function of(phrase: string, ...expected: readonly string[]): Expectation {
  return { phrase, expected };
}

function keyword(word: string, reason: string): Expectation {
  return of(`\`${word}\` ${reason}`, word);
}

/** The parser names these where it demands something. */
export const expectations = {
  title: of('the title in double quotes', '"title"'),
  familyName: of('a name for the family, which starts with a small letter'),
  familyOpen: of('`{` and the sites of the family', '{'),
  familyClose: of('`}` at the end of the family', '}'),
  familyPart: of('a site such as `B2`, `spacegroup`, `anions` or `}`', 'spacegroup', 'anions', '}'),
  spaceGroup: of('the number of the space group, 1 to 230, or its symbol in double quotes', '221', '"Pm-3m"'),
  anion: of('an anion, as an element symbol', 'O', 'F', 'S'),
  base: of('a formula, a name with `=`, or `from` and a table', 'from'),
  baseFormula: of('the formula of the base, such as `ZnBi2O4`'),
  baseItem: of('another base: a formula, or a name with `=`'),
  tablePath: of('the path of the table in double quotes', '"bases.csv"'),
  column: keyword('column', 'and the column that holds the formulas'),
  columnName: of('the name of the column that holds the formulas', 'formula'),
  usedFamily: of('the name of a family', 'spinel', 'perovskite'),
  poolName: of('a name for the pool, which starts with a small letter'),
  equals: of('`=`', '='),
  member: of('an element or the name of a pool'),
  stepWord: keyword('step', 'and a number'),
  amount: of('a number such as `0.1` or `1/8`', '0.1', '1/8'),
  site: of('a site, such as `A`', 'A', 'B', 'X'),
  usedBase: of('a base: its formula or its name'),
  with: keyword('with', 'and the elements or pools that come in'),
  condition: of(
    'a condition, such as `neutral` or `gap in 1.6 .. 2.4 eV`',
    'neutral',
    'gap',
    'spinel',
    'hull',
  ),
  value: of('a number, with its unit where it has one', ...units.map(({ name }) => `0.1 ${name}`)),
  range: of('`..` and the upper end of the range', '..'),
  by: keyword('by', 'and what to rank by'),
  rankKey: of('a quantity, such as `hull`, `-gap` or `|gap - 2.0 eV|`', 'gap', 'hull', 'spinel'),
  rankMinus: of('`-` and the value to be near to', '-'),
  rankBar: of('`|` at the end of the distance', '|'),
  count: of('a whole number', '50'),
  quantity: of('the quantity to explain', 'gap'),
  path: of('the path of a file in double quotes', '"results.parquet"', '"results.csv"'),
} as const satisfies Record<string, Expectation>;

export type ExpectationKey = keyof typeof expectations;
