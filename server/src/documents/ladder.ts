/**
 * The rungs that a document climbs, and what it needs from the rooms below for each:
 *
 * text → parsed → resolved → counted → predicted
 *
 * A feature asks a document for the rung it needs and never parses or resolves by itself. Tests swap one function here.
 */
import type { ParseResult } from '@spinel-studio/grammar';
import type { CandidateSpace, ResolutionEnvironment, Study } from '../study/types.ts';

/** The functions that lift a document from one rung to the next. */
export interface Rungs {
  readonly parse: (text: string) => ParseResult;
  readonly resolve: (parsed: ParseResult, environment: ResolutionEnvironment) => Study;
  readonly enumerate: (study: Study) => CandidateSpace;
}

/** What resolution is told about one document; `table` looks up paths as the document writes them. */
export type EnvironmentOf = (uri: string) => ResolutionEnvironment;

/** Characters above which a text is no study that a person wrote; it gets a single finding instead of a parse. */
export const LARGEST_TEXT = 8_000_000;
