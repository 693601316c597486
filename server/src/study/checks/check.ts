import type { SubstituteStatement } from '@spinel-studio/grammar';
import type { Bases } from '../resolution/bases.ts';
import type { ResolutionContext } from '../resolution/context.ts';
import type { Families } from '../resolution/families.ts';
import type { Pools } from '../resolution/pools.ts';
import type { ResolvedStatement } from '../resolution/substitutions.ts';
import type { Study } from '../types.ts';

/** A substitute statement with what it came to. */
export interface CheckedStatement {
  readonly statement: SubstituteStatement;
  readonly index: number;
  readonly resolved: ResolvedStatement;
}

/** Everything that a check may look at once the study is resolved. */
export interface CheckInput {
  readonly context: ResolutionContext;
  readonly study: Omit<Study, 'findings'>;
  readonly families: Families;
  readonly bases: Bases;
  readonly pools: Pools;
  readonly statements: readonly CheckedStatement[];
}

/** Looks for one kind of finding and reports it. One that throws loses only its own findings. */
export type Check = (input: CheckInput) => void;
