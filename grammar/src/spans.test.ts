import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from './parse.ts';
import type { Statement } from './syntax.ts';
import { allStudies } from './testing/studies.ts';
import { declaredNames, validStudy } from './testing/studyArbitrary.ts';
import { type AnyNode, nodesOf, withoutSpans } from './testing/trees.ts';

/** Text around a node that makes a whole statement of it, and the way from that statement back to the node. */
const readers: Readonly<Record<string, (piece: string) => unknown>> = {
  identifier: (piece) => read(`pool x = ${piece}`, 'identifier', 1),
  element: (piece) => read(`pool x = ${piece}`, 'element'),
  formula: (piece) => read(`base ${piece}`, 'formula'),
  number: (piece) => read(`default step ${piece}`, 'number'),
  unit: (piece) => read(`screen gap < 1 ${piece}`, 'unit'),
  quantity: (piece) => read(`screen gap < ${piece}`, 'quantity'),
  string: (piece) => read(`study ${piece}`, 'string'),
  site: (piece) => read(`substitute ${piece} with Fe`, 'site'),
  'site-declaration': (piece) => read(`family x { ${piece} }`, 'site-declaration'),
  'base-item': (piece) => read(`base ${piece}`, 'base-item'),
  'pool-term': (piece) => read(`exclude ${piece} pool x = ${piece}`, 'pool-term'),
  'pool-expression': (piece) => read(`pool x = ${piece}`, 'pool-expression'),
  'substitute-clause': (piece) => read(`substitute ${piece}`, 'substitute-clause'),
  'rank-key': (piece) => read(`rank by ${piece}`, 'rank-key'),
  flag: (piece) => read(`screen ${piece}`, 'flag'),
  comparison: (piece) => read(`screen ${piece}`, 'comparison'),
  range: (piece) => read(`screen ${piece}`, 'range'),
};

function read(text: string, kind: string, skip = 0): unknown {
  const nodes = [...nodesOf(parse(`${text}\n${declaredNames}`).tree.statements)]
    .map(({ node }) => node)
    .filter((node) => node.kind === kind);
  return nodes[skip];
}

function readStatement(piece: string): Statement | undefined {
  return parse(`${piece}\n${declaredNames}`).tree.statements[0];
}

function expectSameWhenReadAlone(text: string, node: AnyNode): void {
  const piece = text.slice(node.span.start, node.span.end);
  const again = readers[node.kind]?.(piece) ?? readStatement(piece);
  expect(withoutSpans(again), piece).toEqual(withoutSpans(node));
}

function expectNested(text: string): void {
  const { tree, problems } = parse(text);
  for (const { node, parent } of nodesOf(tree)) {
    expect(node.span.start).toBeLessThan(node.span.end + (node.kind === 'file' ? 1 : 0));
    expect(node.span.start).toBeGreaterThanOrEqual(parent?.span.start ?? 0);
    expect(node.span.end).toBeLessThanOrEqual(parent?.span.end ?? text.length);
  }
  for (const { span } of problems) {
    expect(span.start).toBeGreaterThanOrEqual(0);
    expect(span.end).toBeGreaterThan(span.start);
    expect(span.end).toBeLessThanOrEqual(text.length);
  }
}

function expectOrdered(text: string): void {
  const { statements, comments } = parse(text).tree;
  for (const list of [statements, comments]) {
    list.slice(1).forEach((node, index) => {
      expect(node.span.start).toBeGreaterThanOrEqual(list[index]?.span.end ?? 0);
    });
  }
}

describe('spans', () => {
  it('of a valid study read to the same nodes alone', () => {
    fc.assert(
      fc.property(validStudy, (text) => {
        const { tree } = parse(text);
        for (const { node } of nodesOf(tree.statements)) expectSameWhenReadAlone(text, node);
      }),
      { numRuns: 60 },
    );
  });

  it('are nested, in order, and within the text', () => {
    for (const text of allStudies()) {
      expectNested(text);
      expectOrdered(text);
    }
  });

  it('do not count what stands around a node', () => {
    const text = '  /* a */ default step 0.1 // b\n';
    const [statement] = parse(text).tree.statements;
    expect(text.slice(statement?.span.start, statement?.span.end)).toBe('default step 0.1');
  });
});

describe('random studies', () => {
  it('are valid', () => {
    fc.assert(
      fc.property(validStudy, (text) => {
        expect(parse(text).problems).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
