/** Ways through the syntax tree that several features share. */
import type {
  BaseFromStatement,
  BaseItem,
  BaseStatement,
  Comment,
  Condition,
  DefaultStepStatement,
  ElementReference,
  FamilyStatement,
  FormulaLiteral,
  Identifier,
  NumberLiteral,
  PoolExpression,
  PoolTerm,
  QuantityLiteral,
  RankKey,
  SiteDeclaration,
  SiteReference,
  Span,
  Statement,
  StringLiteral,
  StudyFile,
  SubstituteClause,
  UnitLiteral,
} from '@spinel-studio/grammar';

/** Every kind of node below a statement, and the statements. */
export type SyntaxNode =
  | Statement
  | Comment
  | BaseItem
  | BaseStatement
  | BaseFromStatement
  | Condition
  | DefaultStepStatement
  | ElementReference
  | FamilyStatement
  | FormulaLiteral
  | Identifier
  | NumberLiteral
  | PoolExpression
  | PoolTerm
  | QuantityLiteral
  | RankKey
  | SiteDeclaration
  | SiteReference
  | StringLiteral
  | SubstituteClause
  | UnitLiteral;

/** The nodes directly below a node, in the order of the text. */
export function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (const value of Object.values(node)) collect(value, children);
  // Fields are declared in the order of the text but for a few, such as the bases of a substitution.
  const ordered = children.every((child, at) => at === 0 || startOf(children[at - 1]) <= startOf(child));
  return ordered ? children : children.sort((a, b) => a.span.start - b.span.start);
}

function startOf(node: SyntaxNode | undefined): number {
  return node?.span.start ?? 0;
}

function collect(value: unknown, into: SyntaxNode[]): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const entry of value) collect(entry, into);
  } else if (isNode(value)) {
    into.push(value);
  } else if ('term' in value) {
    // An operator and its term, the only grouping in the tree that is no node of its own.
    collect(value.term, into);
  }
}

function isNode(value: object): value is SyntaxNode {
  return 'kind' in value && 'span' in value;
}

/** Calls `visit` for a node and everything below it, parents first. */
export function visitAll(node: SyntaxNode, visit: (node: SyntaxNode) => void): void {
  visit(node);
  for (const child of childrenOf(node)) visitAll(child, visit);
}

/** The statement whose text an offset touches; both ends count. */
export function statementAt(tree: StudyFile, offset: number): Statement | undefined {
  const { statements } = tree;
  let low = 0;
  let high = statements.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((statements[middle]?.span.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const found = statements[low];
  return found && touches(found.span, offset) ? found : undefined;
}

/** The nodes that an offset touches, from the statement to the innermost. */
export function pathAt(tree: StudyFile, offset: number): readonly SyntaxNode[] {
  const path: SyntaxNode[] = [];
  let node: SyntaxNode | undefined = statementAt(tree, offset);
  while (node) {
    path.push(node);
    const touched: readonly SyntaxNode[] = childrenOf(node).filter(({ span }) => touches(span, offset));
    // Where two nodes meet at the offset, the one that begins there is meant, as a cursor before a word means the word.
    node = touched.findLast(({ span }) => offset < span.end) ?? touched.at(-1);
  }
  return path;
}

/** Statements of which a part lies between the offsets. */
export function statementsIn(
  tree: StudyFile,
  span: Span,
): readonly { readonly statement: Statement; readonly index: number }[] {
  const found: { statement: Statement; index: number }[] = [];
  for (const [index, statement] of tree.statements.entries()) {
    if (statement.span.start > span.end) break;
    if (statement.span.end >= span.start) found.push({ statement, index });
  }
  return found;
}

export function touches(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}
