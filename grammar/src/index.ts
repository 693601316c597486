export { parse } from './parse.ts';
export type * from './syntax.ts';
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
