import { describe, expect, it } from 'vitest';
import { parse } from './parse.ts';
import { withoutSpans } from './testing/trees.ts';
import { keywords, statementWords } from './vocabulary.ts';

const kinds = (text: string) => parse(text).tree.statements.map(({ kind }) => kind);

function poolMembers(text: string): unknown {
  const { tree, problems } = parse(text);
  expect(problems).toEqual([]);
  const pool = tree.statements.find((statement) => statement.kind === 'pool');
  return pool?.expression?.first?.members.map((member) => ('name' in member ? member.name : member.symbol));
}

describe('keywords', () => {
  it.each(keywords.map(({ word }) => word))('may name a pool: %s', (word) => {
    expect(parse(`pool ${word} = Fe Co`)).toMatchObject({
      tree: { statements: [{ kind: 'pool', name: { name: word } }] },
      problems: [],
    });
  });

  it.each(keywords.map(({ word }) => word))('may name a base in a list: %s', (word) => {
    expect(parse(`base a = ZnO, ${word} = MgO`)).toMatchObject({
      tree: { statements: [{ kind: 'base', items: [{}, { name: { name: word } }] }] },
      problems: [],
    });
  });

  it.each(keywords.filter(({ place }) => place !== 'statement').map(({ word }) => word))(
    'that start no statement are names in a pool: %s',
    (word) => {
      expect(poolMembers(`pool all = Fe ${word} Co`)).toEqual(['Fe', word, 'Co']);
    },
  );

  it.each(statementWords)('that start a statement end the list before them: %s', (word) => {
    const { tree } = parse(`pool all = Fe ${word}`);
    expect(withoutSpans(tree.statements[0])).toEqual(withoutSpans(parse('pool all = Fe').tree.statements[0]));
    expect(tree.statements).toHaveLength(2);
  });

  it.each(statementWords)('that start a statement are names where only a name can stand: %s', (word) => {
    const text = `pool ${word} = Fe\nsubstitute A with ${word} from 0.1\nsubstitute B with late + ${word}`;
    expect(parse(text).problems).toEqual([]);
    expect(kinds(text)).toEqual(['pool', 'substitute', 'substitute']);
  });

  it('start a statement behind a half-typed one', () => {
    expect(kinds('substitute A with\nscreen neutral')).toEqual(['substitute', 'screen']);
    expect(kinds('pool late =\npool early = Ti')).toEqual(['pool', 'pool']);
    expect(kinds('base ZnO :\nbase MgO')).toEqual(['base', 'base']);
    expect(kinds('rank by\nexport "a.csv"')).toEqual(['rank', 'export']);
  });

  it('of a substitution are read around pools of the same name', () => {
    const { tree, problems } = parse('pool step = Fe substitute A with step step 0.1 from 0.2');
    expect(problems).toEqual([]);
    expect(withoutSpans(tree.statements[1])).toMatchObject({
      clauses: [
        { pool: { first: { members: [{ name: 'step' }] } }, step: { text: '0.1' }, from: { text: '0.2' } },
      ],
    });
  });
});

describe('the catalogue of keywords', () => {
  it.each(keywords)(
    'has an example for $word that is valid and uses it',
    ({ word, example, documentation }) => {
      expect(parse(example).problems).toEqual([]);
      expect(example.split(/[^a-z]+/)).toContain(word);
      expect(documentation).toMatch(/^[A-Z].*\.$/);
    },
  );
});
