/** Substitutions: every statement, on every base that it names, as exchanges with exact grids. */
import type {
  NumberLiteral,
  SiteReference,
  SubstituteClause,
  SubstituteStatement,
} from '@spinel-studio/grammar';
import type { ElementSymbol, Site, SiteOccupancy } from '../../chemistry/types.ts';
import { asQuestion, didYouMean } from '../findings/didYouMean.ts';
import { removalFromList, replacements } from '../findings/fixes.ts';
import { listing } from '../findings/listing.ts';
import type { Exchange, ResolvedBase, ResolvedSubstitution } from '../types.ts';
import type { Bases } from './bases.ts';
import { type ClauseGrid, checkGridOnSite, clauseGrid } from './clauseGrid.ts';
import { hasSyntaxProblem, type ResolutionContext } from './context.ts';
import type { Pools } from './pools.ts';
import { SharedLists } from './sharedLists.ts';

/** An element of a pool that a base has already, and so does not take in (SP3002). */
export interface SkippedElement {
  readonly clause: SubstituteClause;
  readonly element: ElementSymbol;
  readonly base: ResolvedBase;
}

export interface ResolvedStatement {
  readonly substitutions: readonly ResolvedSubstitution[];
  readonly skipped: readonly SkippedElement[];
  /** The bases that the statement is about, as indices. */
  readonly bases: readonly number[];
}

/** A clause whose parts are all there. */
interface ReadyClause {
  readonly clause: SubstituteClause;
  readonly pool: ReadonlySet<ElementSymbol>;
  readonly grid: ClauseGrid;
}

/** Raw indices, the bases' included, stay safe integers. */
const MOST_WAYS = 2 ** 52;

export class SubstitutionResolver {
  readonly #context: ResolutionContext;
  readonly #bases: Bases;
  readonly #pools: Pools;
  readonly #shared = new SharedLists();
  #ways = 0;
  readonly #checked = new Map<ClauseGrid, Set<Site>>();

  constructor(context: ResolutionContext, bases: Bases, pools: Pools) {
    this.#context = context;
    this.#bases = bases;
    this.#pools = pools;
  }

  resolve(
    statement: SubstituteStatement,
    index: number,
    defaultStep: NumberLiteral | undefined,
  ): ResolvedStatement {
    const bases = this.#basesOf(statement);
    try {
      return this.#resolveOn(bases, statement, index, defaultStep);
    } catch (error) {
      // Amounts of absurdly many digits are the only numbers whose sums cannot be kept.
      if (!(error instanceof RangeError)) throw error;
      this.#reportTooFine(statement, 'The amounts of this statement are too fine to be counted exactly.');
      return { substitutions: [], skipped: [], bases };
    }
  }

  #resolveOn(
    bases: readonly number[],
    statement: SubstituteStatement,
    index: number,
    defaultStep: NumberLiteral | undefined,
  ): ResolvedStatement {
    const clauses = this.#readyClauses(statement, defaultStep);
    this.#checkSites(statement, bases);
    if (clauses === undefined) return { substitutions: [], skipped: [], bases };
    const skipped: SkippedElement[] = [];
    const substitutions: ResolvedSubstitution[] = [];
    for (const place of bases) {
      const base = this.#base(place);
      for (const exchanges of this.#combinations(base, clauses, skipped)) {
        if (this.#isCountable(statement, base, exchanges)) {
          substitutions.push({ statement: index, base: place, exchanges });
        }
      }
    }
    return { substitutions, skipped, bases };
  }

  #base(place: number): ResolvedBase {
    const declared = this.#bases.declared[place];
    if (declared === undefined) throw new RangeError(`There is no base ${place}.`);
    return declared.base;
  }

  /** Bases named in any clause count for the whole statement; without any, every base does. */
  #basesOf(statement: SubstituteStatement): readonly number[] {
    const references = statement.clauses.flatMap(({ bases }) => bases);
    if (references.length === 0) return this.#bases.declared.map((_, place) => place);
    const found = new Set<number>();
    for (const [position, reference] of references.entries()) {
      const places = this.#bases.find(reference);
      if (places.length > 0 && places.every((place) => found.has(place))) {
        const fix = removalFromList(references, position, 'Remove it');
        const message = 'This base is named twice in the statement. Remove one of them.';
        this.#context.report.add('SP3002', reference.span, message, {
          fixes: fix === undefined ? [] : [fix],
          unnecessary: true,
        });
      }
      for (const place of places) found.add(place);
    }
    return [...found].toSorted((a, b) => a - b);
  }

  #readyClauses(
    statement: SubstituteStatement,
    defaultStep: NumberLiteral | undefined,
  ): readonly ReadyClause[] | undefined {
    const clauses = statement.clauses.map((clause, place): ReadyClause | undefined => {
      const pool = clause.pool && new Set(this.#pools.evaluate(clause.pool));
      const grid = clauseGrid(statement, place, defaultStep, this.#context);
      return pool === undefined || grid === undefined || clause.sites.length === 0
        ? undefined
        : { clause, pool, grid };
    });
    const ready = clauses.filter((clause) => clause !== undefined);
    return ready.length === clauses.length && ready.length > 0 ? ready : undefined;
  }

  /** A site that no base of the statement has (SP2002), and one that is written twice where all change together (SP2008). */
  #checkSites(statement: SubstituteStatement, bases: readonly number[]): void {
    const families = new Set(bases.map((place) => this.#base(place).family));
    const known = [...new Set([...families].flatMap(({ sites }) => sites.map(({ name }) => name)))];
    const together: SiteReference[] = [];
    for (const { sites, joined } of statement.clauses) {
      for (const [index, site] of sites.entries()) {
        if (known.length > 0 && !known.includes(site.name)) {
          this.#reportUnknownSite(
            site,
            known,
            [...families].map(({ name }) => name),
          );
        }
        const earlier = [...together, ...sites.slice(0, index)].find(({ name }) => name === site.name);
        if (earlier === undefined) continue;
        const fix = removalFromList(sites, index, `Remove the second ${site.name}`);
        const why = joined === 'each' && sites.includes(earlier) ? 'named' : 'substituted';
        const message = `Site ${site.name} is ${why} twice in this statement. Remove one of them, or write a statement for each.`;
        this.#context.report.add('SP2008', site.span, message, { fixes: fix === undefined ? [] : [fix] });
      }
      together.push(...sites);
    }
  }

  #reportUnknownSite(site: SiteReference, known: readonly string[], families: readonly string[]): void {
    if (hasSyntaxProblem(this.#context, site.span)) return;
    const near = didYouMean(site.name, known);
    const whose =
      families.length === 1
        ? `The family ${families[0]} has`
        : `None of the families ${listing(families)} has`;
    const no = families.length === 1 ? 'no site' : 'a site';
    const advice =
      near.length > 0 ? asQuestion(near) : ` Use ${known.slice(0, -1).join(', ')} or ${known.at(-1)}.`;
    this.#context.report.add('SP2002', site.span, `${whose} ${no} ${site.name}.${advice}`, {
      fixes: replacements(site.span, [...new Set([...near, ...known])]),
    });
  }

  /** All ways in which the clauses can happen together on a base. */
  #combinations(
    base: ResolvedBase,
    clauses: readonly ReadyClause[],
    skipped: SkippedElement[],
  ): readonly (readonly Exchange[])[] {
    const [first, ...others] = clauses.map((clause) => this.#alternatives(base, clause, skipped));
    let combinations = first ?? [];
    for (const alternatives of others) {
      combinations = combinations.flatMap((done) => alternatives.map((more) => [...done, ...more]));
    }
    return combinations.filter(
      (exchanges) =>
        exchanges.length === 1 || new Set(exchanges.map(({ site }) => site)).size === exchanges.length,
    );
  }

  /** A clause alone: its sites one at a time or together, each of a mixed site's elements in turn. */
  #alternatives(
    base: ResolvedBase,
    ready: ReadyClause,
    skipped: SkippedElement[],
  ): readonly (readonly Exchange[])[] {
    const alternatives: Exchange[][] = [];
    let together: Exchange[][] = [[]];
    for (const { name } of ready.clause.sites) {
      const exchanges = this.#exchanges(base, name, ready, skipped);
      if (ready.clause.joined === 'each') for (const exchange of exchanges) alternatives.push([exchange]);
      else together = together.flatMap((done) => exchanges.map((exchange) => [...done, exchange]));
    }
    return ready.clause.joined === 'each' ? alternatives : together;
  }

  /** On a mixed site the grid ends where the element does, so only the family's whole site is checked. */
  #exchanges(
    base: ResolvedBase,
    name: string,
    { clause, pool, grid }: ReadyClause,
    skipped: SkippedElement[],
  ): readonly Exchange[] {
    const site = base.sites.findIndex((occupancy) => occupancy.site.name === name);
    const occupancy = base.sites[site];
    if (occupancy === undefined) return [];
    this.#checkGrid(grid, occupancy.site);
    const substituents = this.#admitted(base, occupancy, pool, (element) =>
      skipped.push({ clause, element, base }),
    );
    if (substituents.length === 0) return [];
    const exchanges: Exchange[] = [];
    for (const [element, held] of occupancy.amounts) {
      const amounts = this.#shared.grid(grid, held);
      if (amounts.length > 0) exchanges.push({ site, element, substituents, grid: amounts });
    }
    return exchanges;
  }

  /** Thousands of bases have the same few sites. */
  #checkGrid(grid: ClauseGrid, site: Site): void {
    const checked = this.#checked.get(grid) ?? new Set();
    if (checked.has(site)) return;
    this.#checked.set(grid, checked.add(site));
    checkGridOnSite(grid, site, this.#context);
  }

  /** The elements of the pool that the base does not have already, on a cation site or on the very site. */
  #admitted(
    base: ResolvedBase,
    occupancy: SiteOccupancy,
    pool: ReadonlySet<ElementSymbol>,
    skip: (element: ElementSymbol) => void,
  ): readonly ElementSymbol[] {
    const refused: ElementSymbol[] = [];
    for (const held of base.sites) {
      if (held.site.role !== 'cation' && held !== occupancy) continue;
      for (const element of held.amounts.keys()) {
        if (pool.has(element) && !refused.includes(element)) refused.push(element);
      }
    }
    for (const element of refused) skip(element);
    return this.#shared.without(pool, refused);
  }

  /**
   * Candidates are counted in whole multiples of a common unit, which absurdly fine amounts do not have, and numbered by safe integers,
   * which the grids of many sites together can exceed (SP2005).
   */
  #isCountable(statement: SubstituteStatement, base: ResolvedBase, exchanges: readonly Exchange[]): boolean {
    if (!this.#shared.haveCommonUnit(base, exchanges)) {
      const problem = `The amounts of ${base.formula} and this step are too fine to be counted exactly together.`;
      this.#reportTooFine(statement, problem);
      return false;
    }
    this.#ways += waysOf(exchanges);
    if (this.#ways <= MOST_WAYS) return true;
    const message =
      'With this statement the study has more candidates than can be numbered. Take larger steps or smaller pools.';
    this.#context.report.add('SP2005', statement.span, message);
    this.#ways -= waysOf(exchanges);
    return false;
  }

  #reportTooFine(statement: SubstituteStatement, problem: string): void {
    const literal = statement.clauses.find(({ step }) => step !== undefined)?.step;
    const message = `${problem} Write shorter decimals or simpler fractions.`;
    this.#context.report.add('SP2005', (literal ?? statement).span, message);
  }
}

/** The raw indices that a combination of exchanges takes. */
export function waysOf(exchanges: readonly Exchange[]): number {
  return exchanges.reduce((ways, { substituents, grid }) => ways * substituents.length * grid.length, 1);
}
