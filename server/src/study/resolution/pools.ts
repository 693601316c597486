/** Pools: declared, built in, and written where they are used. */
import type {
  ElementReference,
  Identifier,
  PoolExpression,
  PoolStatement,
  PoolTerm,
  Span,
} from '@spinel-studio/grammar';
import { builtInPools } from '../../chemistry/pools.ts';
import { suggestSymbols } from '../../chemistry/suggestions.ts';
import { isElementSymbol } from '../../chemistry/symbols.ts';
import type { ElementSymbol } from '../../chemistry/types.ts';
import { asQuestion, didYouMean } from '../findings/didYouMean.ts';
import { removal, removalFromList, replacements } from '../findings/fixes.ts';
import type { ResolvedPool } from '../types.ts';
import { hasSyntaxProblem, type ResolutionContext } from './context.ts';
import { NameTable } from './nameTable.ts';

type Member = ElementReference | Identifier;

interface DeclaredPool {
  readonly statement: PoolStatement | undefined;
  elements: readonly ElementSymbol[] | undefined;
  state: 'waiting' | 'open' | 'done';
}

export class Pools {
  readonly names: NameTable<DeclaredPool>;
  readonly #context: ResolutionContext;
  readonly #declared: DeclaredPool[] = [];

  constructor(context: ResolutionContext) {
    this.#context = context;
    this.names = new NameTable('pool', context.report);
    for (const [name, elements] of builtInPools) {
      this.names.addBuiltIn(name, { statement: undefined, elements, state: 'done' });
    }
  }

  /** Takes the names of all pools first, so that a pool may use another one that is declared further down. */
  declareAll(): void {
    for (const statement of this.#context.tree.statements) {
      if (statement.kind !== 'pool') continue;
      const pool: DeclaredPool = { statement, elements: undefined, state: 'waiting' };
      this.#declared.push(pool);
      if (statement.name !== undefined) this.names.declare(statement.name, pool);
    }
  }

  /** The declared pools, in the order of the text; findings within them are reported here. */
  resolved(): readonly ResolvedPool[] {
    return this.#declared.flatMap((pool) => {
      const elements = this.#elementsOf(pool);
      const name = pool.statement?.name;
      if (name === undefined || this.names.peek(name.name) !== pool) return [];
      return [{ name: name.name, elements, span: name.span }];
    });
  }

  /** The elements of an expression, each once, in the order in which they come in; unknown members are reported and left out. */
  evaluate(expression: PoolExpression): readonly ElementSymbol[] {
    const { first, rest } = expression;
    let elements = first === undefined ? [] : this.#evaluateTerm(first);
    let complete = first !== undefined;
    let before = first;
    for (const { operator, operatorSpan, term } of rest) {
      if (term === undefined) {
        complete = false;
        continue;
      }
      const change = {
        operator,
        term,
        removable: { start: before?.span.end ?? operatorSpan.start, end: term.span.end },
      };
      this.#reportVainMembers(elements, change);
      elements = combine(elements, operator, this.#evaluateTerm(term));
      before = term;
    }
    if (elements.length === 0 && complete && !this.#isBroken(expression)) this.#reportEmpty(expression.span);
    return elements;
  }

  /** The elements that a list of elements and pool names stands for, as after `exclude`. */
  members(members: readonly Member[]): readonly ElementSymbol[] {
    const elements = new Set<ElementSymbol>();
    for (const [index, member] of members.entries()) {
      if (member.kind === 'element' && elements.has(member.symbol)) {
        this.#reportTwice(members, index, member.symbol);
      }
      for (const symbol of this.#resolveMember(member)) elements.add(symbol);
    }
    return [...elements];
  }

  /** The elements of a pool by its name, none where there is no such pool; neither a finding nor a use. */
  peek(name: string): readonly ElementSymbol[] {
    return this.names.peek(name)?.elements ?? [];
  }

  #elementsOf(pool: DeclaredPool): readonly ElementSymbol[] {
    if (pool.state === 'waiting') {
      pool.state = 'open';
      const expression = pool.statement?.expression;
      pool.elements = expression === undefined ? [] : this.evaluate(expression);
      pool.state = 'done';
    }
    return pool.elements ?? [];
  }

  #evaluateTerm({ members }: PoolTerm): readonly ElementSymbol[] {
    return this.members(members);
  }

  #resolveMember(member: Member): readonly ElementSymbol[] {
    if (member.kind === 'element') return this.#resolveElement(member) ? [member.symbol] : [];
    const pool = this.names.use(member, () => elementMeant(member.name));
    if (pool === undefined) return [];
    if (pool.state === 'open') {
      const message = `The pool \`${member.name}\` is made of itself here. Write its elements, or name another pool.`;
      this.#context.report.add('SP2008', member.span, message);
      return [];
    }
    return this.#elementsOf(pool);
  }

  #resolveElement({ symbol, span }: ElementReference): boolean {
    if (isElementSymbol(symbol)) return true;
    const near = [...suggestSymbols(symbol), ...didYouMean(symbol, this.names.names())].slice(0, 4);
    const advice = asQuestion(near) || ' Use a symbol of the periodic table.';
    this.#context.report.add('SP1002', span, `${symbol} is no element.${advice}`, {
      fixes: replacements(span, near),
    });
    return false;
  }

  /** Elements written by hand that an operation adds though they are there, or removes though they are not (SP3002). */
  #reportVainMembers(
    before: readonly ElementSymbol[],
    change: { readonly operator: '+' | '-' | '&'; readonly term: PoolTerm; readonly removable: Span },
  ): void {
    const { operator, term, removable } = change;
    if (operator === '&') return;
    for (const [index, member] of term.members.entries()) {
      if (member.kind !== 'element' || !isElementSymbol(member.symbol)) continue;
      if (before.includes(member.symbol) !== (operator === '+')) continue;
      const why = operator === '+' ? 'is in the pool already' : 'is not in the pool';
      const title = `Remove ${member.symbol}`;
      const fix = removalFromList(term.members, index, title) ?? removal(removable, title);
      this.#context.report.add(
        'SP3002',
        member.span,
        `${member.symbol} ${why}, so this changes nothing. Remove it.`,
        {
          fixes: [fix],
          unnecessary: true,
        },
      );
    }
  }

  #reportTwice(members: readonly Member[], index: number, symbol: ElementSymbol): void {
    const member = members[index] as Member;
    const fix = removalFromList(members, index, `Remove the second ${symbol}`);
    this.#context.report.add('SP3002', member.span, `${symbol} is in this pool twice. Remove one of them.`, {
      fixes: fix === undefined ? [] : [fix],
      unnecessary: true,
    });
  }

  /** Whether something else has been reported inside, from which emptiness only follows. */
  #isBroken(expression: PoolExpression): boolean {
    const members = [expression.first, ...expression.rest.map(({ term }) => term)].flatMap(
      (term) => term?.members ?? [],
    );
    const unknown = members.some((member) =>
      member.kind === 'element'
        ? !isElementSymbol(member.symbol)
        : this.names.peek(member.name) === undefined,
    );
    return unknown || hasSyntaxProblem(this.#context, expression.span);
  }

  #reportEmpty(span: Span): void {
    const message = 'No element is left in this pool. Check what `-` and `&` take away.';
    this.#context.report.add('SP3001', span, message);
  }
}

/** The element that a small-letter name may stand for: `fe`, `iron`. Three letters are no symbol and no name. */
function elementMeant(name: string): readonly ElementSymbol[] {
  const symbol = name.charAt(0).toUpperCase() + name.slice(1);
  if (isElementSymbol(symbol)) return [symbol];
  return name.length > 3 ? suggestSymbols(name).slice(0, 1) : [];
}

function combine(
  left: readonly ElementSymbol[],
  operator: '+' | '-' | '&',
  right: readonly ElementSymbol[],
): readonly ElementSymbol[] {
  if (operator === '+') return [...new Set([...left, ...right])];
  const wanted = operator === '&';
  return left.filter((symbol) => right.includes(symbol) === wanted);
}
