import type { IToken, TokenType } from 'chevrotain';
import type { StatementWord } from './vocabulary.ts';

/** The tokens of one statement, its keyword first, or of text that starts with none. */
export interface Segment {
  readonly kind: StatementWord | 'unknown';
  readonly tokens: IToken[];
  /** The token types that its current clause has so far; an `and` behind a `with` begins another clause. */
  readonly seen: Set<TokenType>;
}
