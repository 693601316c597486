/** Names that a file declares and the places that use them: the ground of definition, references, highlights and renaming. */
import type { FormulaLiteral, Identifier, Span, Statement, StudyFile } from '@spinel-studio/grammar';
import { touches, visitAll } from './walk.ts';

export type NameKind = 'pool' | 'base' | 'family';

/** One place where a name stands. */
export interface Occurrence {
  readonly kind: NameKind;
  /** For a base without a name, its formula as written. */
  readonly name: string;
  readonly span: Span;
  readonly declares: boolean;
  /** Whether the text is a name that may be changed, not a formula. */
  readonly renamable: boolean;
  /** Index of the statement in the tree. */
  readonly statement: number;
}

/** A tree never changes, and several features ask about the same one. */
const known = new WeakMap<StudyFile, readonly Occurrence[]>();

/** All occurrences in a tree, in the order of the text. A name that a file does not declare occurs too. */
export function occurrencesIn(tree: StudyFile): readonly Occurrence[] {
  let occurrences = known.get(tree);
  if (!occurrences) {
    occurrences = findOccurrences(tree);
    known.set(tree, occurrences);
  }
  return occurrences;
}

function findOccurrences(tree: StudyFile): readonly Occurrence[] {
  const found: Occurrence[] = [];
  for (const [index, statement] of tree.statements.entries()) {
    for (const occurrence of occurrencesOf(statement)) found.push({ ...occurrence, statement: index });
  }
  return found.sort((a, b) => a.span.start - b.span.start);
}

type Found = Omit<Occurrence, 'statement'>;

function occurrencesOf(statement: Statement): readonly Found[] {
  switch (statement.kind) {
    case 'family':
      return [...named('family', statement.name, true)];
    case 'base':
      return [
        ...statement.items.flatMap((item) => [
          ...named('base', item.name, true),
          ...formula(item.formula, true),
        ]),
        ...named('family', statement.family, false),
      ];
    case 'base-from':
      return named('family', statement.family, false);
    case 'pool':
      return [...named('pool', statement.name, true), ...poolsUsed(statement)];
    case 'substitute':
      return [
        ...statement.clauses.flatMap(({ bases }) => basesUsed(bases)),
        ...statement.clauses.flatMap(({ pool }) => (pool ? poolNames(pool) : [])),
      ].filter(uniqueSpan());
    case 'exclude':
      return statement.members.flatMap((member) =>
        member.kind === 'identifier' ? named('pool', member, false) : [],
      );
    case 'explain':
      return basesUsed(statement.targets);
    default:
      return [];
  }
}

function poolsUsed(statement: Statement & { readonly kind: 'pool' }): readonly Found[] {
  return statement.expression ? poolNames(statement.expression) : [];
}

function poolNames(expression: Parameters<typeof visitAll>[0]): readonly Found[] {
  const found: Found[] = [];
  visitAll(expression, (node) => {
    if (node.kind === 'identifier') found.push(...named('pool', node, false));
  });
  return found;
}

function basesUsed(references: readonly (FormulaLiteral | Identifier)[]): readonly Found[] {
  return references.flatMap((reference) =>
    reference.kind === 'identifier' ? named('base', reference, false) : formula(reference, false),
  );
}

function named(kind: NameKind, identifier: Identifier | undefined, declares: boolean): readonly Found[] {
  if (!identifier) return [];
  return [{ kind, name: identifier.name, span: identifier.span, declares, renamable: true }];
}

function formula(literal: FormulaLiteral | undefined, declares: boolean): readonly Found[] {
  if (!literal) return [];
  return [{ kind: 'base', name: literal.text, span: literal.span, declares, renamable: false }];
}

/** The bases after `of` count for every clause, and may be in the tree once for each. */
function uniqueSpan(): (found: Found) => boolean {
  const seen = new Set<number>();
  return ({ span }) => {
    if (seen.has(span.start)) return false;
    seen.add(span.start);
    return true;
  };
}

/** The occurrence at an offset with everything that shares its name. */
export function occurrencesAt(
  tree: StudyFile,
  offset: number,
): { readonly here: Occurrence; readonly same: readonly Occurrence[] } | undefined {
  const all = occurrencesIn(tree);
  const here = all.findLast(({ span }) => touches(span, offset));
  if (!here) return undefined;
  return { here, same: all.filter(({ kind, name }) => kind === here.kind && name === here.name) };
}
