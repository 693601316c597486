import { describe, expect, it } from 'vitest';
import { parse } from './parse.ts';
import type { Statement } from './syntax.ts';
import { describedFamilyStudy, describedStudy, exampleStudies } from './testing/studies.ts';
import { withoutSpans } from './testing/trees.ts';

/** The only statement of a text without problems, without spans. */
function only(text: string): unknown {
  const { tree, problems } = parse(text);
  expect(problems).toEqual([]);
  expect(tree.statements).toHaveLength(1);
  return withoutSpans(tree.statements[0]);
}

const name = (text: string) => ({ kind: 'identifier', name: text });
const element = (symbol: string) => ({ kind: 'element', symbol });
const formula = (text: string) => ({ kind: 'formula', text });
const number = (text: string) => ({ kind: 'number', text });
const site = (text: string) => ({ kind: 'site', name: text });
const string = (value: string) => ({ kind: 'string', value });
const quantity = (text: string, unit?: string) => ({
  kind: 'quantity',
  number: number(text),
  unit: unit === undefined ? undefined : { kind: 'unit', text: unit },
});
const term = (...members: unknown[]) => ({ kind: 'pool-term', members });
const pool = (first: unknown, ...rest: unknown[]) => ({ kind: 'pool-expression', first, rest });
const clause = (parts: object) => ({
  kind: 'substitute-clause',
  sites: [site('A')],
  joined: 'each',
  bases: [],
  pool: pool(term(name('late'))),
  step: undefined,
  from: undefined,
  to: undefined,
  ...parts,
});

describe('statements', () => {
  it('reads a title', () => {
    expect(only('study "ZnBi2O4 photocatalyst"')).toEqual({
      kind: 'study',
      title: string('ZnBi2O4 photocatalyst'),
    });
  });

  it('reads a family with multiplicities, space group and anions', () => {
    expect(only('family f { A X  spacegroup "Fm-3m"  anions O }')).toMatchObject({
      spaceGroup: { kind: 'string', value: 'Fm-3m' },
    });
    expect(only('family halide_perovskite { A B X3  spacegroup 221  anions F Cl Br I }')).toEqual({
      kind: 'family',
      name: name('halide_perovskite'),
      sites: [
        { kind: 'site-declaration', name: site('A'), multiplicity: undefined },
        { kind: 'site-declaration', name: site('B'), multiplicity: undefined },
        { kind: 'site-declaration', name: site('X'), multiplicity: number('3') },
      ],
      spaceGroup: number('221'),
      anions: ['F', 'Cl', 'Br', 'I'].map(element),
    });
  });

  it('reads several bases with one family', () => {
    expect(only('base ZnGa2O4, MgAl2O4 CdRh2O4 : spinel')).toEqual({
      kind: 'base',
      items: ['ZnGa2O4', 'MgAl2O4', 'CdRh2O4'].map((text) => ({
        kind: 'base-item',
        name: undefined,
        formula: formula(text),
        pbeGap: undefined,
      })),
      family: name('spinel'),
    });
  });

  it('reads a named base with its PBE gap', () => {
    expect(only('base host = ZnAl2O4 pbe 4.1 eV')).toEqual({
      kind: 'base',
      items: [
        { kind: 'base-item', name: name('host'), formula: formula('ZnAl2O4'), pbeGap: quantity('4.1', 'eV') },
      ],
      family: undefined,
    });
  });

  it('reads bases from a table, with the column as a name or in quotes', () => {
    const table = {
      kind: 'base-from',
      path: string('spinels.csv'),
      column: name('formula'),
      family: undefined,
    };
    expect(only('base from "spinels.csv" column formula')).toEqual(table);
    expect(only('base from "spinels.csv" column "Formula (reduced)" : spinel')).toEqual({
      ...table,
      column: string('Formula (reduced)'),
      family: name('spinel'),
    });
  });

  it('reads the set operations of a pool from left to right', () => {
    expect(only('pool dopant = late + Ti, V - Co & safe')).toEqual({
      kind: 'pool',
      name: name('dopant'),
      expression: pool(
        term(name('late')),
        { operator: '+', term: term(element('Ti'), element('V')) },
        { operator: '-', term: term(element('Co')) },
        { operator: '&', term: term(name('safe')) },
      ),
    });
  });

  it('reads the default step', () => {
    expect(only('default step 1/8')).toEqual({ kind: 'default-step', step: number('1/8') });
  });

  it('reads a substitution of one base over part of the range', () => {
    expect(only('substitute A of ZnBi2O4, host with late step 0.05 from .05 to 0.5')).toEqual({
      kind: 'substitute',
      clauses: [
        clause({
          bases: [formula('ZnBi2O4'), name('host')],
          step: number('0.05'),
          from: number('.05'),
          to: number('0.5'),
        }),
      ],
    });
  });

  it('tells sites taken in turn from sites taken together and from clauses', () => {
    expect(only('substitute A, B with late')).toEqual({
      kind: 'substitute',
      clauses: [clause({ sites: [site('A'), site('B')] })],
    });
    expect(only('substitute A and B with late')).toEqual({
      kind: 'substitute',
      clauses: [clause({ sites: [site('A'), site('B')], joined: 'together' })],
    });
    expect(only('substitute A with late and B with late step 0.25')).toEqual({
      kind: 'substitute',
      clauses: [clause({}), clause({ sites: [site('B')], step: number('0.25') })],
    });
  });

  it('reads the three kinds of screen', () => {
    expect(only('screen neutral')).toEqual({
      kind: 'screen',
      condition: { kind: 'flag', name: name('neutral') },
    });
    expect(only('screen Cd < 0.05')).toEqual({
      kind: 'screen',
      condition: { kind: 'comparison', quantity: element('Cd'), operator: '<', value: quantity('0.05') },
    });
    expect(only('screen gap in 1.6..2.4eV')).toEqual({
      kind: 'screen',
      condition: { kind: 'range', quantity: name('gap'), low: quantity('1.6'), high: quantity('2.4', 'eV') },
    });
  });

  it('takes ≤ and ≥ for <= and >=', () => {
    expect(only('screen hull ≤ 0.2 eV/atom')).toEqual(only('screen hull <= 0.2 eV/atom'));
    expect(only('screen spinel ≥ 0.5')).toEqual(only('screen spinel >= 0.5'));
  });

  it('reads exclusions', () => {
    expect(only('exclude Cd Hg, toxic')).toEqual({
      kind: 'exclude',
      members: [element('Cd'), element('Hg'), name('toxic')],
    });
  });

  it('reads a ranking by distance, by a quantity and by its reverse', () => {
    const key = { kind: 'rank-key', descending: false, target: undefined };
    expect(only('rank by |gap - 2.0 eV|, hull -spinel |gap - -1| top 50')).toEqual({
      kind: 'rank',
      keys: [
        { ...key, quantity: name('gap'), target: quantity('2.0', 'eV') },
        { ...key, quantity: name('hull') },
        { ...key, quantity: name('spinel'), descending: true },
        { ...key, quantity: name('gap'), target: quantity('-1') },
      ],
      top: number('50'),
    });
  });

  it('reads what to explain and where to export', () => {
    expect(only('explain gap for ZnBi2O4, host')).toEqual({
      kind: 'explain',
      quantity: name('gap'),
      targets: [formula('ZnBi2O4'), name('host')],
    });
    expect(only('export "a.parquet", "b.csv"')).toEqual({
      kind: 'export',
      paths: [string('a.parquet'), string('b.csv')],
    });
  });
});

describe('literals', () => {
  it.each(['Zn(Bi0.5Fe0.5)2O4', 'Zn1/2Fe1/2Bi2O4', 'CdRh2O4', 'Cd[RhO2]2', '(Zn0.5Mg0.5)Al2O4'])(
    'keeps %s as one formula',
    (text) => {
      expect(only(`base ${text}`)).toMatchObject({ items: [{ formula: formula(text) }] });
    },
  );

  it('ends a formula and a number before a comment', () => {
    const { tree } = parse('base ZnO//why\ndefault step 1/*half*/');
    expect(withoutSpans(tree.statements)).toMatchObject([
      { items: [{ formula: formula('ZnO') }] },
      { step: number('1') },
    ]);
    expect(tree.comments.map(({ text }) => text)).toEqual(['//why', '/*half*/']);
  });

  it.each(['Zn)O', 'Zn0.1.2O', 'ZnO/', 'Zn₂O', 'ZnSO4·7H2O'])(
    'leaves what is wrong in %s to whoever reads formulas',
    (text) => {
      expect(only(`base ${text}`)).toMatchObject({ items: [{ formula: formula(text) }] });
    },
  );

  it('resolves only quotes and backslashes, so that paths stay', () => {
    expect(only('export "C:\\new\\table.csv" "a\\"b" "c\\\\"')).toEqual({
      kind: 'export',
      paths: [string('C:\\new\\table.csv'), string('a"b'), string('c\\')],
    });
  });

  it('reads a unit that it does not know, for others to judge', () => {
    expect(only('screen hull < 5 kJ/mol')).toMatchObject({ condition: { value: quantity('5', 'kJ/mol') } });
    expect(only('base ZnO pbe 4 ev')).toMatchObject({ items: [{ pbeGap: quantity('4', 'ev') }] });
  });
});

describe('files', () => {
  const kinds = (text: string) => parse(text).tree.statements.map(({ kind }: Statement) => kind);

  it('reads the described study', () => {
    expect(parse(describedStudy).problems).toEqual([]);
    expect(kinds(describedStudy)).toMatchInlineSnapshot(`
      [
        "study",
        "base",
        "base",
        "base",
        "base-from",
        "pool",
        "pool",
        "pool",
        "default-step",
        "substitute",
        "substitute",
        "substitute",
        "substitute",
        "screen",
        "screen",
        "screen",
        "screen",
        "rank",
        "explain",
        "export",
      ]
    `);
  });

  it('reads the described study of another family', () => {
    expect(parse(describedFamilyStudy).problems).toEqual([]);
    expect(kinds(describedFamilyStudy)).toEqual(['family', 'base', 'substitute', 'substitute']);
  });

  it('takes line ends for blanks', () => {
    const oneLine = parse(describedStudy.replace(/ *\/\/.*/g, '').replaceAll('\n', ' '));
    expect(oneLine.problems).toEqual([]);
    expect(withoutSpans(oneLine.tree.statements)).toEqual(
      withoutSpans(parse(describedStudy).tree.statements),
    );
  });

  it('keeps every comment with its place', () => {
    const { comments } = parse(describedStudy).tree;
    expect(comments).toHaveLength(describedStudy.split('//').length - 1);
    for (const { text, span } of comments) expect(describedStudy.slice(span.start, span.end)).toBe(text);
  });

  it.each(exampleStudies())('reads examples/$name', ({ text }) => {
    expect(parse(text).problems).toEqual([]);
  });

  it('lists the 169 base spinels of the published study', () => {
    const paper = exampleStudies().find(({ name: file }) => file === 'paper.spinel');
    const base = parse(paper?.text ?? '').tree.statements.find((statement) => statement.kind === 'base');
    expect(new Set(base?.items.map((item) => item.formula?.text)).size).toBe(169);
  });
});
