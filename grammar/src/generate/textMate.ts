/** The TextMate grammar, made from the vocabulary. */
import { type KeywordWord, keywords, type StatementWord, statementWords } from '../vocabulary.ts';
import {
  builtInPoolPattern,
  formulaPattern,
  namePattern,
  numberPattern,
  unitPattern,
  word,
} from './patterns.ts';

export interface TextMateRule {
  readonly name?: string;
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly captures?: Readonly<Record<string, { readonly name: string }>>;
  readonly beginCaptures?: Readonly<Record<string, { readonly name: string }>>;
  readonly patterns?: readonly TextMateRule[];
  readonly include?: string;
}

export interface TextMateGrammar {
  readonly name: string;
  readonly scopeName: string;
  readonly fileTypes: readonly string[];
  readonly patterns: readonly TextMateRule[];
  readonly repository: Readonly<Record<string, TextMateRule>>;
}

export const scopes = {
  statement: 'keyword.control.spinel',
  keyword: 'keyword.other.spinel',
  comment: 'comment.line.double-slash.spinel',
  blockComment: 'comment.block.spinel',
  string: 'string.quoted.double.spinel',
  number: 'constant.numeric.spinel',
  unit: 'keyword.other.unit.spinel',
  formula: 'entity.name.type.formula.spinel',
  name: 'variable.other.spinel',
  builtIn: 'support.constant.pool.spinel',
  operator: 'keyword.operator.spinel',
  punctuation: 'punctuation.separator.spinel',
} as const;

/** A statement word before `=` or `{` is the name of what is declared there. */
const NOT_DECLARED = '(?!\\s*[={])';

const anyStatement = `${word(statementWords)}${NOT_DECLARED}`;

/**
 * Each statement reaches to the next statement word, and colours only its own keywords. A statement word that the parser takes for a
 * name, as in `with rank step 0.1`, is beyond a TextMate grammar; the editor's semantic colours correct it.
 */
export function textMateGrammar(): TextMateGrammar {
  return {
    name: 'Spinel study',
    scopeName: 'source.spinel',
    fileTypes: ['spinel'],
    patterns: [...statementWords.map((statement) => ({ include: `#${statement}` })), { include: '#tokens' }],
    repository: {
      ...Object.fromEntries(statementWords.map((statement) => [statement, statementRule(statement)])),
      tokens: { patterns: tokenRules() },
    },
  };
}

function statementRule(statement: StatementWord): TextMateRule {
  const own = innerKeywords(statement);
  const ownRules = own.length === 0 ? [] : [{ name: scopes.keyword, match: `${word(own)}(?!\\s*=)` }];
  return {
    begin: `${word([statement])}${NOT_DECLARED}`,
    beginCaptures: { 0: { name: scopes.statement } },
    end: `(?=${anyStatement})`,
    patterns: [...declarationRules(statement), ...ownRules, { include: '#tokens' }],
  };
}

/** Behind `pool` and `family` stands a new name, even one that is a keyword elsewhere. */
function declarationRules(statement: StatementWord): readonly TextMateRule[] {
  if (statement !== 'pool' && statement !== 'family') return [];
  return [{ name: scopes.name, match: `${namePattern}(?=\\s*[={])` }];
}

function innerKeywords(statement: StatementWord): readonly KeywordWord[] {
  return keywords
    .filter(({ place }) => place !== 'statement' && place.includes(statement))
    .map((keyword) => keyword.word);
}

function tokenRules(): readonly TextMateRule[] {
  return [
    { name: scopes.comment, match: '\\/\\/.*$' },
    { name: scopes.blockComment, begin: '\\/\\*', end: '\\*\\/' },
    { name: scopes.string, match: '"(?:\\\\["\\\\]|[^"])*(?:"|$)' },
    {
      match: `(${numberPattern})(?:[ \\t]*(${unitPattern}|%))?`,
      captures: { 1: { name: scopes.number }, 2: { name: scopes.unit } },
    },
    { name: scopes.builtIn, match: builtInPoolPattern },
    { name: scopes.name, match: namePattern },
    { name: scopes.formula, match: formulaPattern },
    { name: scopes.operator, match: '\\.\\.|[<>]=?|[≤≥=+\\-&|]' },
    { name: scopes.punctuation, match: '[,:{}]' },
  ];
}
