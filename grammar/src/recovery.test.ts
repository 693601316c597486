import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from './parse.ts';
import { describedStudy } from './testing/studies.ts';
import { withoutSpans } from './testing/trees.ts';
import { statementWords } from './vocabulary.ts';

const statements = (text: string) => withoutSpans(parse(text).tree.statements) as unknown[];
const kinds = (text: string) => parse(text).tree.statements.map(({ kind }) => kind);

describe('a bad statement loses only itself', () => {
  const before = 'pool late = Fe Co\nbase ZnO';
  const after = 'screen neutral\nrank by gap top 5';

  it.each([
    'supstitute A with late',
    'Pool early = Ti V',
    'foo bar baz',
    'substitute',
    'substitute A of',
    'substitute A, B with late step',
    'pool',
    'pool x',
    'pool x =',
    'pool x = Fe -',
    'base',
    'base a =',
    'base ZnO :',
    'base from',
    'family x { A B2',
    'family { A }',
    'screen gap <',
    'screen gap in 1 ..',
    'rank by |gap - 2',
    'default',
    'export',
    'study',
    'explain',
    'exclude ; , ?',
    '@@ ## 12 .. }',
    'export "open',
    'default step 0.1.2',
  ])('%s', (bad) => {
    const around = [...statements(before), ...statements(after)];
    const { tree, problems } = parse(`${before}\n${bad}\n${after}`);
    expect(problems).toHaveLength(1);
    const found = withoutSpans(tree.statements) as unknown[];
    expect([...found.slice(0, 2), ...found.slice(-2)]).toEqual(around);
    expect(found.length - around.length).toBeLessThanOrEqual(1);
  });

  it('whatever stands between two statements on lines of their own', () => {
    const junk = fc.string({ unit: 'binary', maxLength: 40 }).filter((text) => !/\/\*|\/\//.test(text));
    fc.assert(
      fc.property(junk, (text) => {
        const found = statements(`study "a"\n${text}\nscreen neutral`);
        expect(found[0]).toEqual(statements('study "a"')[0]);
        expect(found.at(-1)).toEqual(statements('screen neutral')[0]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a half-typed statement keeps its parts', () => {
  it.each([
    ['substitute A', { clauses: [{ sites: [{ name: 'A' }] }] }],
    ['substitute A, B of ZnO', { clauses: [{ sites: [{}, {}], bases: [{ text: 'ZnO' }] }] }],
    ['substitute A with late +', { clauses: [{ pool: { rest: [{ operator: '+', term: undefined }] } }] }],
    [
      'substitute A with Fe and B with',
      { clauses: [{ sites: [{ name: 'A' }] }, { sites: [{ name: 'B' }] }] },
    ],
    ['substitute A with Fe from 0.1 to', { clauses: [{ from: { text: '0.1' }, to: undefined }] }],
    ['pool late', { name: { name: 'late' }, expression: undefined }],
    ['base host = ', { items: [{ name: { name: 'host' }, formula: undefined }] }],
    ['base ZnO pbe', { items: [{ formula: { text: 'ZnO' }, pbeGap: undefined }] }],
    ['base from "x.csv"', { kind: 'base-from', path: { value: 'x.csv' }, column: undefined }],
    [
      'screen gap in 1.6',
      { condition: { kind: 'range', low: { number: { text: '1.6' } }, high: undefined } },
    ],
    ['screen gap <', { condition: { kind: 'comparison', operator: '<', value: undefined } }],
    [
      'rank by hull, |gap -',
      { keys: [{ quantity: { name: 'hull' } }, { quantity: { name: 'gap' }, target: undefined }] },
    ],
    [
      'family x { A B2',
      { name: { name: 'x' }, sites: [{ name: { name: 'A' } }, { multiplicity: { text: '2' } }] },
    ],
    ['explain', { kind: 'explain', quantity: undefined, targets: [] }],
  ])('%s', (text, parts) => {
    const { tree, problems } = parse(text);
    expect(problems).toHaveLength(1);
    expect(tree.statements).toHaveLength(1);
    expect(tree.statements[0]).toMatchObject(parts);
  });
});

describe('words that nobody declared', () => {
  it('start an unknown statement where a line begins with one', () => {
    const text = 'pool late = Fe\nsubstitute A with late\nfrobnicate B with late';
    expect(parse(text).problems).toMatchObject([
      { message: expect.stringContaining('`frobnicate` starts no statement') },
    ]);
    expect(kinds(text)).toEqual(['pool', 'substitute']);
  });

  it('are members where their line is part of a list', () => {
    const text = 'pool late = Fe Co\n  early Ti\nsubstitute A with late,\nearly';
    expect(parse(text).problems).toEqual([]);
  });

  it('are members at the start of a line once they are declared', () => {
    const text = 'pool early = Ti\npool late = Fe Co\nearly\npool stud = V\npool all = Fe\nstud';
    expect(parse(text).problems).toEqual([]);
    expect(kinds(text)).toEqual(['pool', 'pool', 'pool', 'pool']);
  });
});

describe('every prefix', () => {
  it('of the described study has the statements that are complete in it', () => {
    const complete = statements(describedStudy);
    for (let end = 0; end <= describedStudy.length; end += 7) {
      const found = statements(describedStudy.slice(0, end));
      const safe = Math.max(0, found.length - 1);
      expect(found.slice(0, safe)).toEqual(complete.slice(0, safe));
    }
  });

  it('of a statement word is at most an unknown statement', () => {
    for (const word of statementWords) {
      for (let end = 1; end < word.length; end += 1) {
        expect(kinds(`base ZnO\n${word.slice(0, end)}`)).toEqual(['base']);
      }
    }
  });
});
