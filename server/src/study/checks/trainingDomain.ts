/** SP3004: elements of which the model has seen too few compounds. */
import type { PoolExpression, Span } from '@spinel-studio/grammar';
import type { ElementSymbol } from '../../chemistry/types.ts';
import { counted } from '../../counts.ts';
import { listing } from '../findings/listing.ts';
import type { Pools } from '../resolution/pools.ts';
import type { Check, CheckInput } from './check.ts';

const ADVICE = 'Predictions with it are extrapolations; compare with a calculation before you rely on them.';

export const checkTrainingDomain: Check = (input) => {
  const { trainedElements, minimumTrainedRows = 1 } = input.context.environment;
  if (trainedElements === undefined) return;
  const rows = (element: ElementSymbol): number => trainedElements.get(element) ?? 0;
  const isRare = (element: ElementSymbol): boolean => rows(element) < minimumTrainedRows;
  const places = new Map<Span, Set<ElementSymbol>>();
  const note = (span: Span, element: ElementSymbol): void => {
    if (isRare(element)) places.set(span, (places.get(span) ?? new Set()).add(element));
  };
  noteBases(input, note);
  notePools(input, note);
  for (const [span, elements] of places) {
    const seen = [...elements].map((element) => `${element} (${counted(rows(element), 'compound')})`);
    const message = `The model was trained on fewer than ${counted(minimumTrainedRows, 'compound')} with ${listing(seen)}. ${ADVICE}`;
    input.context.report.add('SP3004', span, message);
  }
};

type Note = (span: Span, element: ElementSymbol) => void;

/** Bases of a table share the span of its path, and with it one finding. */
function noteBases({ bases }: CheckInput, note: Note): void {
  for (const { base, item } of bases.declared) {
    for (const element of base.composition.elements) note(item?.formula?.span ?? base.span, element);
  }
}

/** Only pools that are used matter, and only what is left of them after their set operations. */
function notePools({ statements, pools }: CheckInput, note: Note): void {
  for (const { resolved, statement } of statements) {
    const lists = new Set(
      resolved.substitutions.flatMap(({ exchanges }) => exchanges.map(({ substituents }) => substituents)),
    );
    const taken = new Set([...lists].flat());
    for (const { pool } of statement.clauses) {
      if (pool !== undefined) for (const element of taken) noteMember(pool, element, pools, note);
    }
  }
}

/** Marks the member that brings an element in, be it the element itself or a pool's name. */
function noteMember({ first, rest }: PoolExpression, element: ElementSymbol, pools: Pools, note: Note): void {
  const adding = rest.flatMap(({ operator, term }) => (operator === '+' ? [term] : []));
  for (const member of [first, ...adding].flatMap((term) => term?.members ?? [])) {
    const brings =
      member.kind === 'element' ? member.symbol === element : pools.peek(member.name).includes(element);
    if (brings) note(member.span, element);
  }
}
