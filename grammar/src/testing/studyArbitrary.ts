/** Valid studies at random, as texts with random blanks, line ends and comments. */
import fc from 'fast-check';

/** Names that every generated study declares. Some are keywords elsewhere. */
const names = ['late', 'dopant', 'host', 'column', 'top', 'by', 'for', 'in', 'pbe', 'anions'];

const name = fc.constantFrom(...names);
const pooled = fc.oneof(
  name,
  fc.constantFrom('spinel.A', 'transition_metals', 'Fe', 'Co', 'Ti', 'Zn', 'Og', 'Xx'),
);
const formula = fc.constantFrom(
  'ZnBi2O4',
  'Zn(Bi0.5Fe0.5)2O4',
  'Zn1/2Fe1/2Bi2O4',
  '(Mg0.5Zn0.5)Al2O4',
  'Cd[RhO2]2',
);
const number = fc.oneof(
  fc.integer({ min: 0, max: 400 }).map(String),
  fc.tuple(fc.nat(20), fc.nat(999)).map(([whole, part]) => `${whole}.${part}`),
  fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 24 })).map(([over, under]) => `${over}/${under}`),
  fc.nat(99).map((part) => `.${part}`),
);
const unit = fc.constantFrom('eV', 'meV', 'eV/atom', 'meV/atom');
const site = fc.constantFrom('A', 'B', 'X');
const text = fc.constantFrom('"title"', '"a b.csv"', '"say \\"so\\""', '"C:\\data\\x.csv"', '""');

type Tokens = fc.Arbitrary<string[]>;

const nothing: Tokens = fc.constant([]);

function row(...parts: readonly (string | fc.Arbitrary<string> | Tokens)[]): Tokens {
  const arbitraries = parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part));
  return fc.tuple(...arbitraries).map((pieces) => pieces.flat());
}

function maybe(part: Tokens): Tokens {
  return fc.oneof(nothing, part);
}

/** Some of these, parted by commas or by nothing. */
function list(item: fc.Arbitrary<string> | Tokens, most = 4): Tokens {
  const rest = fc.array(row(fc.constantFrom<string[]>([','], []), item), { maxLength: most - 1 });
  return row(
    item,
    rest.map((rows) => rows.flat()),
  );
}

const quantity = row(fc.constantFrom<string[]>([], ['-']), number, maybe(row(unit)));
const measured = fc.constantFrom('gap', 'hull', 'spinel', 'gap_sigma', 'Cd');
const term = list(pooled);
const pool = row(
  term,
  fc.array(row(fc.constantFrom('+', '-', '&'), term), { maxLength: 2 }).map((rows) => rows.flat()),
);

const baseItem = fc.oneof(row(formula), row(name, '=', formula), row(formula, 'pbe', quantity));
const grid = fc
  .subarray(['step', 'from', 'to'])
  .chain((words) => fc.tuple(...words.map((word) => row(word, number))))
  .map((rows) => rows.flat());
const sites = fc.oneof(list(site, 3), row(site, 'and', site));
const clause = row(sites, maybe(row('of', list(fc.oneof(formula, name)))), 'with', pool, grid);
const rankKey = fc.oneof(row(measured), row('-', measured), row('|', measured, '-', quantity, '|'));

const statement: Tokens = fc.oneof(
  row('study', text),
  row(
    'family',
    name,
    '{',
    'A',
    'B2',
    'X4',
    'spacegroup',
    number,
    'anions',
    list(fc.constantFrom('O', 'S', 'Se')),
    '}',
  ),
  row('base', list(baseItem), maybe(row(':', name))),
  row('base', 'from', text, 'column', fc.oneof(name, text), maybe(row(':', name))),
  row('pool', name, '=', pool),
  row('default', 'step', number),
  row('substitute', clause, maybe(row('and', clause))),
  row('screen', 'neutral'),
  row('screen', measured, fc.constantFrom('<', '<=', '>', '>=', '=', '≤'), quantity),
  row('screen', measured, 'in', quantity, '..', quantity),
  row('exclude', list(pooled)),
  row('rank', 'by', list(rankKey), maybe(row('top', number))),
  row('explain', 'gap', maybe(row('for', list(fc.oneof(formula, name))))),
  row('export', list(text)),
);

const gap = fc.oneof(
  { weight: 12, arbitrary: fc.constant(' ') },
  fc.constantFrom(
    '\n',
    '  ',
    '\n    ',
    '\t',
    '\r\n',
    '\n\n\n',
    ' // why\n',
    ' /* so */ ',
    '/* two\nlines */',
    '\n// alone  \n',
  ),
);

const declarations = names.flatMap((declared) => ['pool', declared, '=', 'Fe']);

/** Declares every name that random studies use, so that none is an unknown word wherever a line ends. */
export const declaredNames = declarations.join(' ');

export const validStudy: fc.Arbitrary<string> = fc
  .array(statement, { maxLength: 8 })
  .map((statements) => [...declarations, ...statements.flat()])
  .chain((tokens) =>
    fc
      .array(gap, { minLength: tokens.length, maxLength: tokens.length })
      .map((gaps) => tokens.map((token, index) => `${token}${gaps[index]}`).join('')),
  );
