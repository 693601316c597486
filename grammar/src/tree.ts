/** Concrete trees of statements to the syntax tree. A part that was not read is `undefined`. */
import type { CstNode, IToken } from 'chevrotain';
import {
  baseReference,
  element,
  formula,
  identifier,
  member,
  number,
  type ProblemSink,
  site,
  siteDeclaration,
  spanOf,
  string,
  unit,
} from './literals.ts';
import type {
  BaseFromStatement,
  BaseItem,
  BaseStatement,
  ComparisonOperator,
  Condition,
  FamilyStatement,
  NumberLiteral,
  PoolExpression,
  PoolTerm,
  QuantityLiteral,
  RankKey,
  Span,
  Statement,
  SubstituteClause,
} from './syntax.ts';
import type { StatementWord } from './vocabulary.ts';

/** The statement that a concrete tree stands for. */
export function statement(kind: StatementWord, node: CstNode, report: ProblemSink): Statement {
  return builders[kind](new Reader(node, report));
}

const builders: Readonly<Record<StatementWord, (read: Reader) => Statement>> = {
  study: (read) => ({ kind: 'study', title: read.string('Text'), span: read.span() }),
  family,
  base: (read) => (read.node('baseTable') === undefined ? base(read) : baseFrom(read)),
  pool: (read) => ({
    kind: 'pool',
    name: read.map('Name', identifier),
    expression: read.child('poolExpression', poolExpression),
    span: read.span(),
  }),
  default: (read) => ({ kind: 'default-step', step: read.child('step', amount), span: read.span() }),
  substitute: (read) => ({
    kind: 'substitute',
    clauses: read.children('substituteClause', substituteClause),
    span: read.span(),
  }),
  screen: (read) => ({ kind: 'screen', condition: condition(read), span: read.span() }),
  exclude: (read) => ({
    kind: 'exclude',
    members: read.child('poolTerm', poolTerm)?.members ?? [],
    span: read.span(),
  }),
  rank: (read) => ({
    kind: 'rank',
    keys: read.children('rankKey', rankKey),
    top: read.number('count'),
    span: read.span(),
  }),
  explain: (read) => ({
    kind: 'explain',
    quantity: read.map('Name', identifier),
    targets: read.child('baseReferences', baseReferences) ?? [],
    span: read.span(),
  }),
  export: (read) => ({ kind: 'export', paths: read.tokens('Text').map(read.toString), span: read.span() }),
};

/** Reads the parts of one node of the concrete tree. */
class Reader {
  readonly #node: CstNode;
  readonly #report: ProblemSink;

  constructor(node: CstNode, report: ProblemSink) {
    this.#node = node;
    this.#report = report;
  }

  /** From the first to the last token that the node has. */
  span(): Span {
    return extent(this.#node) ?? { start: 0, end: 0 };
  }

  tokens(label: string): readonly IToken[] {
    return (this.#node.children[label] ?? []) as readonly IToken[];
  }

  token(label: string): IToken | undefined {
    return this.tokens(label)[0];
  }

  map<Result>(label: string, build: (token: IToken) => Result): Result | undefined {
    const token = this.token(label);
    return token === undefined ? undefined : build(token);
  }

  node(label: string): CstNode | undefined {
    return this.#node.children[label]?.[0] as CstNode | undefined;
  }

  /** The first node of a label, unless nothing of it was read. */
  child<Result>(label: string, build: (read: Reader) => Result): Result | undefined {
    return this.children(label, build)[0];
  }

  /** The nodes of a label of which something was read. */
  children<Result>(label: string, build: (read: Reader) => Result): readonly Result[] {
    const nodes = (this.#node.children[label] ?? []) as readonly CstNode[];
    return nodes
      .filter((node) => extent(node) !== undefined)
      .map((node) => build(new Reader(node, this.#report)));
  }

  /** As `children`, with `undefined` in the place of each node of which nothing was read. */
  slots<Result>(label: string, build: (read: Reader) => Result): readonly (Result | undefined)[] {
    const nodes = (this.#node.children[label] ?? []) as readonly CstNode[];
    return nodes.map((node) =>
      extent(node) === undefined ? undefined : build(new Reader(node, this.#report)),
    );
  }

  number(label: string): NumberLiteral | undefined {
    return this.map(label, (token) => number(token, this.token('Minus'), this.#report));
  }

  string(label: string): ReturnType<typeof string> | undefined {
    return this.map(label, this.toString);
  }

  readonly toString = (token: IToken): ReturnType<typeof string> => string(token, this.#report);

  readonly siteDeclaration = (token: IToken): ReturnType<typeof siteDeclaration> =>
    siteDeclaration(token, this.#report);

  /** Reports something that the grammar allows and the language does not. */
  report(span: Span, message: string): void {
    this.#report({ code: 'SP1001', span, message, expected: [] });
  }
}

/** From the first to the last token of a node, or undefined where a failure left it empty. */
function extent({ location }: CstNode): Span | undefined {
  if (location === undefined || !(location.startOffset >= 0)) return undefined;
  return { start: location.startOffset, end: (location.endOffset ?? location.startOffset) + 1 };
}

function family(read: Reader): FamilyStatement {
  const parts = read.children('familyPart', (part) => part);
  const spaceGroups = parts.flatMap((part) => part.children('spaceGroup', (group) => group));
  const anions = parts.flatMap((part) => part.children('anions', (list) => list));
  for (const repeated of [...spaceGroups.slice(1), ...anions.slice(1)]) {
    read.report(repeated.span(), 'A family has one space group and one list of anions; remove this one.');
  }
  return {
    kind: 'family',
    name: read.map('Name', identifier),
    sites: parts.flatMap((part) => part.tokens('site').map(read.siteDeclaration)),
    spaceGroup: spaceGroups[0]?.number('Numeral') ?? spaceGroups[0]?.string('Text'),
    anions: anions[0]?.tokens('Formula').map(element) ?? [],
    span: read.span(),
  };
}

function base(read: Reader): BaseStatement {
  return {
    kind: 'base',
    items: read.child('baseItems', (items) => items.children('baseItem', baseItem)) ?? [],
    family: read.map('family', identifier),
    span: read.span(),
  };
}

function baseItem(read: Reader): BaseItem {
  return {
    kind: 'base-item',
    name: read.map('Name', identifier),
    formula: read.map('Formula', formula),
    pbeGap: read.child('quantity', quantity),
    span: read.span(),
  };
}

function baseFrom(read: Reader): BaseFromStatement {
  const columnName = read.child('baseTable', (table) =>
    table.map('columnName', (token) =>
      token.image.startsWith('"') ? table.toString(token) : identifier(token),
    ),
  );
  return {
    kind: 'base-from',
    path: read.child('baseTable', (table) => table.string('path')),
    column: columnName,
    family: read.map('family', identifier),
    span: read.span(),
  };
}

function poolExpression(read: Reader): PoolExpression {
  const [first, ...terms] = read.slots('poolTerm', poolTerm);
  return {
    kind: 'pool-expression',
    first,
    rest: read.tokens('operator').map((operator, index) => ({
      operator: operator.image as '+' | '-' | '&',
      operatorSpan: spanOf(operator),
      term: terms[index],
    })),
    span: read.span(),
  };
}

function poolTerm(read: Reader): PoolTerm {
  return { kind: 'pool-term', members: read.tokens('member').map(member), span: read.span() };
}

function baseReferences(read: Reader): SubstituteClause['bases'] {
  return read.tokens('member').map(baseReference);
}

function substituteClause(read: Reader): SubstituteClause {
  const joined = read.token('keyword and');
  if (joined !== undefined && read.token('Comma') !== undefined) {
    read.report(
      spanOf(joined),
      'Part the sites by commas (one at a time) or join them by `and` (together), not both.',
    );
  }
  const options = read.children('gridOption', (option) => option);
  return {
    kind: 'substitute-clause',
    sites: read.tokens('site').map(site),
    joined: joined === undefined ? 'each' : 'together',
    bases: read.child('baseReferences', baseReferences) ?? [],
    pool: read.child('poolExpression', poolExpression),
    step: gridOption(options, 'step', read),
    from: gridOption(options, 'from', read),
    to: gridOption(options, 'to', read),
    span: read.span(),
  };
}

function gridOption(options: readonly Reader[], word: string, read: Reader): NumberLiteral | undefined {
  const [first, ...others] = options.filter((option) => option.token(`keyword ${word}`) !== undefined);
  for (const repeated of others) {
    read.report(repeated.span(), `\`${word}\` is written twice in this clause; remove one.`);
  }
  return first?.child('amount', amount);
}

function amount(read: Reader): NumberLiteral | undefined {
  return read.number('Numeral');
}

function quantity(read: Reader): QuantityLiteral | undefined {
  const value = read.number('Numeral');
  if (value === undefined) return undefined;
  const written = read.map('Unit', unit);
  const span = { start: value.span.start, end: (written ?? value).span.end };
  return { kind: 'quantity', number: value, unit: written, span };
}

function condition(read: Reader): Condition | undefined {
  const subject = read.map('member', member);
  if (subject === undefined) return undefined;
  const span = { start: subject.span.start, end: read.span().end };
  const operator = read.token('operator');
  if (operator !== undefined) {
    const value = read.child('low', quantity);
    return { kind: 'comparison', quantity: subject, operator: comparison(operator), value, span };
  }
  if (read.token('keyword in') !== undefined) {
    return {
      kind: 'range',
      quantity: subject,
      low: read.child('low', quantity),
      high: read.child('high', quantity),
      span,
    };
  }
  if (subject.kind === 'identifier') return { kind: 'flag', name: subject, span };
  read.report(
    subject.span,
    `A comparison is missing behind \`${subject.symbol}\`, such as \`${subject.symbol} < 0.05\`.`,
  );
  return undefined;
}

function comparison(token: IToken): ComparisonOperator {
  if (token.image === '≤') return '<=';
  return token.image === '≥' ? '>=' : (token.image as ComparisonOperator);
}

function rankKey(read: Reader): RankKey {
  return {
    kind: 'rank-key',
    quantity: read.map('member', member),
    descending: read.token('descending') !== undefined,
    target: read.child('target', quantity),
    span: read.span(),
  };
}
