export { type FormatEdit, type FormatResult, format, formatEdits } from './format.ts';
export { nearest } from './nearest.ts';
export { parse } from './parse.ts';
export { slipsBetween } from './slips.ts';
export type * from './syntax.ts';
export { type SyntaxToken, type SyntaxTokenKind, tokens } from './tokenStream.ts';
export {
  builtInPoolNames,
  type Keyword,
  type KeywordPlace,
  type KeywordWord,
  keywords,
  type StatementWord,
  statementWords,
  type UnitName,
  units,
} from './vocabulary.ts';
