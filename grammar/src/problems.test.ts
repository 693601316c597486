import { describe, expect, it } from 'vitest';
import { parse } from './parse.ts';
import type { SyntaxProblem } from './syntax.ts';
import { marked } from './testing/markers.ts';

/** Checks that a text has one problem for each marked range, and returns them. */
function expectProblems(source: string): readonly SyntaxProblem[] {
  const { text, ranges } = marked(source);
  const { problems } = parse(text);
  expect(problems.map(({ span }) => text.slice(span.start, span.end))).toEqual(
    ranges.map((range) => text.slice(range.start, range.end)),
  );
  expect(problems.map(({ span }) => span)).toEqual(ranges);
  return problems;
}

describe('SP1001, text that is no statement', () => {
  it.each([
    ['<|supstitute|> A with late', 'substitute'],
    ['base ZnO\n<|BASE|> MgO', 'base'],
    ['<|scren|> neutral', 'screen'],
    ['<|polo|> x = Fe', 'pool'],
  ])('asks whether %s was meant to be %s', (source, meant) => {
    expect(expectProblems(source)).toMatchObject([
      { code: 'SP1001', message: expect.stringContaining(`Did you mean \`${meant}\`?`), expected: [meant] },
    ]);
  });

  it('lists the statements where no word is near', () => {
    const [problem] = expectProblems('<|hello world|>\nand more\nbase ZnO');
    expect(problem?.message).toMatch(
      /`hello` starts no statement\. A statement starts with one of `study`, .* or `export`\./,
    );
    expect(problem?.expected).toContain('base');
  });

  it('says where a keyword belongs that starts no statement', () => {
    expect(expectProblems('<|step|> 0.1')[0]?.message).toBe(
      '`step` starts no statement; it belongs inside `default` or `substitute`.',
    );
  });

  it.each([
    ['<|screen|>', /^After `screen`, expected a condition/],
    ['screen gap <|<=|>', /^After `<=`, expected a number/],
    ['screen gap in 1.6 <|2.4|>', /^After `1.6`, expected `..` .*, but found `2.4`\.$/],
    ['screen gap > 1 eV <|and hull < 0.1|>', /cannot stand here\. A screen has one condition/],
    ['screen <|Cd|>', /comparison is missing/],
    ['substitute A <|of|>', /expected a base/],
    ['substitute <|a|> with late', /expected a site, such as `A`, but found `a`/],
    ['substitute A <|late|>', /expected `with`/],
    ['substitute A, B <|and|> X with Fe', /commas \(one at a time\) or join them by `and` \(together\)/],
    ['substitute A with Fe step 1 <|step 2|>', /`step` is written twice/],
    ['substitute A with <|and|> B with Fe', /expected an element or the name of a pool, but found `and`/],
    ['pool <|=|> Fe', /expected a name for the pool/],
    ['pool x <|Fe|>', /expected `=`/],
    ['pool x = Fe <|-|>', /expected an element/],
    ['base ZnO<|;|>\nbase MgO', /need no semicolon/],
    ['base ZnO <|foo|>', /could go on with `pbe`, `,` or `:`/],
    ['base host <|ZnO|>', /expected `=`/],
    ['base from <|"x.csv"|>', /expected `column`/],
    ['family <|{|> A }', /expected a name for the family/],
    ['family x { A B2 <|2|> }', /expected a site such as `B2`/],
    ['family x { A spacegroup 1 <|spacegroup 2|> }', /one space group/],
    ['family x { <|(A)|> B }', /is no site/],
    ['rank <|hull|>', /expected `by`/],
    ['rank by |gap - 2.0 <|eV|>', /expected `\|` at the end/],
    ['default <|0.1|>', /expected `step`/],
    ['study <|ZnO|>', /title in double quotes/],
    ['export <|a.csv|>', /path of a file in double quotes/],
    ['base ZnO <|/*|> open', /never ends/],
    ['<|@@ \u0000#|>', /^This text starts no statement/],
  ])('%s', (source, message) => {
    const [problem] = expectProblems(source);
    expect(problem?.code).toBe('SP1001');
    expect(problem?.message).toMatch(message);
    expect(problem?.message).toMatch(/^[A-Z`].*[.?]$/);
  });

  it('quotes long text in part', () => {
    expect(parse(`pool x ${'A'.repeat(10_000)}`).problems[0]?.message.length).toBeLessThan(150);
  });

  it('stays readable for a text that is no study at all', () => {
    expect(parse('base\n'.repeat(20_000)).problems).toHaveLength(1000);
    expect(parse(`base ${'foo '.repeat(20_000)}`).problems).toHaveLength(1);
    expect(parse('lorem ipsum dolor sit amet\n'.repeat(1000)).problems).toHaveLength(1);
  });
});

describe('SP1003, a malformed literal', () => {
  it.each([
    ['default step <|0.1.2|>', []],
    ['default step <|1/|>', ['1']],
    ['default step <|0,1|>', ['0.1']],
    ['default step <|1e-3|>', ['0.001']],
    ['default step <|1/0|>', ['1/8']],
    ['default step <|0.1/3|>', []],
    [`default step <|${'1'.repeat(60)}|>`, []],
    ['screen gap in <|1.|> .. 2', ['1']],
    ['family x { A B<|2.5.1|> }', []],
    ['export <|"a.csv|>\nscreen neutral', ['"']],
  ])('%s', (source, expected) => {
    expect(expectProblems(source)).toMatchObject([{ code: 'SP1003', expected }]);
  });

  it('leaves the malformed number in the tree as it is written', () => {
    expect(parse('default step 0.1.2').tree.statements).toMatchObject([{ step: { text: '0.1.2' } }]);
  });
});
