/**
 * The grammar of single statements, over the tokens of one segment.
 *
 * Every place that can fail names what it expects (`expectations.ts`). After a failure the concrete tree still holds what was read, so
 * that a half-typed statement keeps its parts.
 */
import { CstParser, type IToken, type TokenType } from 'chevrotain';
import type { ExpectationKey } from './expectations.ts';
import {
  allTokens,
  Bar,
  Colon,
  Comma,
  Comparison,
  DotDot,
  Equals,
  Formula,
  keywordToken as keyword,
  LeftBrace,
  Member,
  Minus,
  Name,
  Numeral,
  RightBrace,
  SetOperator,
  Text,
  Unit,
} from './tokens.ts';

/** Marks what is left over behind a complete statement. */
export const LEFT_OVER = 'leftOver';

/** Passes the name of what was expected through Chevrotain, whose errors carry only a message. */
function expects(key: ExpectationKey): { ERR_MSG: string } {
  return { ERR_MSG: key };
}

/** What is expected where a repetition goes on with none of its own tokens. */
function repetitionExpectation(following: TokenType): string {
  return following === RightBrace ? ('familyPart' satisfies ExpectationKey) : LEFT_OVER;
}

/** Problems of one statement beyond which nobody reads on. */
const MOST_ERRORS = 100;

const errorHook = CstParser.prototype as unknown as { SAVE_ERROR(error: Error): Error };

export class StatementParser extends CstParser {
  #errorCount = 0;

  constructor() {
    super([...allTokens], {
      recoveryEnabled: true,
      maxLookahead: 2,
      nodeLocationTracking: 'onlyOffset',
      errorMessageProvider: {
        buildMismatchTokenMessage: ({ expected }) => repetitionExpectation(expected),
        buildNotAllInputParsedMessage: () => LEFT_OVER,
        buildNoViableAltMessage: ({ customUserDescription }) => customUserDescription ?? LEFT_OVER,
        buildEarlyExitMessage: ({ customUserDescription }) => customUserDescription ?? LEFT_OVER,
      },
    });
    this.performSelfAnalysis();
  }

  // An inserted or deleted token would hide from the user's own text; statements are short enough to report and stop.
  protected override canTokenTypeBeInsertedInRecovery(): boolean {
    return false;
  }

  protected override canTokenTypeBeDeletedInRecovery(): boolean {
    return false;
  }

  /** Chevrotain's own hook for errors, which its types leave out: beyond a number of them, one statement's errors only fill memory. */
  SAVE_ERROR(error: Error): Error {
    this.#errorCount += 1;
    return this.#errorCount > MOST_ERRORS ? error : errorHook.SAVE_ERROR.call(this, error);
  }

  readonly study = this.RULE('study', () => {
    this.CONSUME(keyword.study);
    this.CONSUME(Text, expects('title'));
  });

  readonly family = this.RULE('family', () => {
    this.CONSUME(keyword.family);
    this.CONSUME(Name, expects('familyName'));
    this.CONSUME(LeftBrace, expects('familyOpen'));
    this.MANY(() => this.SUBRULE(this.familyPart));
    this.CONSUME(RightBrace, expects('familyClose'));
  });

  readonly familyPart = this.RULE('familyPart', () => {
    this.OR({
      DEF: [
        { ALT: () => this.CONSUME(Formula, { LABEL: 'site' }) },
        { ALT: () => this.CONSUME(Comma) },
        { ALT: () => this.SUBRULE(this.spaceGroup) },
        { ALT: () => this.SUBRULE(this.anions) },
      ],
      ...expects('familyPart'),
    });
  });

  readonly spaceGroup = this.RULE('spaceGroup', () => {
    this.CONSUME(keyword.spacegroup);
    this.OR({
      DEF: [{ ALT: () => this.CONSUME(Numeral) }, { ALT: () => this.CONSUME(Text) }],
      ...expects('spaceGroup'),
    });
  });

  readonly anions = this.RULE('anions', () => {
    this.CONSUME(keyword.anions);
    this.CONSUME(Formula, expects('anion'));
    this.MANY(() => {
      this.OPTION(() => this.CONSUME(Comma));
      this.CONSUME2(Formula, expects('anion'));
    });
  });

  readonly base = this.RULE('base', () => {
    this.CONSUME(keyword.base);
    this.OR({
      DEF: [{ ALT: () => this.SUBRULE(this.baseTable) }, { ALT: () => this.SUBRULE(this.baseItems) }],
      ...expects('base'),
    });
    this.OPTION(() => {
      this.CONSUME(Colon);
      this.CONSUME(Name, { LABEL: 'family', ...expects('usedFamily') });
    });
  });

  readonly baseTable = this.RULE('baseTable', () => {
    this.CONSUME(keyword.from);
    this.CONSUME(Text, { LABEL: 'path', ...expects('tablePath') });
    this.CONSUME(keyword.column, expects('column'));
    this.OR({
      DEF: [
        { ALT: () => this.CONSUME(Name, { LABEL: 'columnName' }) },
        { ALT: () => this.CONSUME2(Text, { LABEL: 'columnName' }) },
      ],
      ...expects('columnName'),
    });
  });

  readonly baseItems = this.RULE('baseItems', () => {
    this.SUBRULE(this.baseItem);
    this.MANY({
      // A name without its `=` is no half-typed base but something else, unless a comma promises a base.
      GATE: () => this.LA(1).tokenType !== Name || this.LA(2).tokenType === Equals,
      DEF: () => {
        this.OPTION(() => this.CONSUME(Comma));
        this.SUBRULE2(this.baseItem);
      },
    });
  });

  readonly baseItem = this.RULE('baseItem', () => {
    this.OR({
      DEF: [
        {
          ALT: () => {
            this.CONSUME(Name);
            this.CONSUME(Equals, expects('equals'));
            this.CONSUME(Formula, expects('baseFormula'));
          },
        },
        { ALT: () => this.CONSUME2(Formula) },
      ],
      ...expects('baseItem'),
    });
    this.OPTION(() => {
      this.CONSUME(keyword.pbe);
      this.SUBRULE(this.quantity);
    });
  });

  readonly pool = this.RULE('pool', () => {
    this.CONSUME(keyword.pool);
    this.CONSUME(Name, expects('poolName'));
    this.CONSUME(Equals, expects('equals'));
    this.SUBRULE(this.poolExpression);
  });

  readonly poolExpression = this.RULE('poolExpression', () => {
    this.SUBRULE(this.poolTerm);
    this.MANY(() => {
      this.CONSUME(SetOperator, { LABEL: 'operator' });
      this.SUBRULE2(this.poolTerm);
    });
  });

  readonly poolTerm = this.RULE('poolTerm', () => {
    this.CONSUME(Member, { LABEL: 'member', ...expects('member') });
    this.MANY(() => {
      this.OPTION(() => this.CONSUME(Comma));
      this.CONSUME2(Member, { LABEL: 'member', ...expects('member') });
    });
  });

  readonly default = this.RULE('default', () => {
    this.CONSUME(keyword.default);
    this.CONSUME(keyword.step, expects('stepWord'));
    this.SUBRULE(this.amount, { LABEL: 'step' });
  });

  readonly substitute = this.RULE('substitute', () => {
    this.CONSUME(keyword.substitute);
    this.SUBRULE(this.substituteClause);
    this.MANY(() => {
      this.CONSUME(keyword.and);
      this.SUBRULE2(this.substituteClause);
    });
  });

  readonly substituteClause = this.RULE('substituteClause', () => {
    this.CONSUME(Formula, { LABEL: 'site', ...expects('site') });
    this.MANY(() => {
      this.OPTION(() => {
        this.OR([{ ALT: () => this.CONSUME(Comma) }, { ALT: () => this.CONSUME(keyword.and) }]);
      });
      this.CONSUME2(Formula, { LABEL: 'site', ...expects('site') });
    });
    this.OPTION2(() => {
      this.CONSUME(keyword.of);
      this.SUBRULE(this.baseReferences);
    });
    this.CONSUME(keyword.with, expects('with'));
    this.SUBRULE(this.poolExpression);
    this.MANY2(() => this.SUBRULE(this.gridOption));
  });

  readonly gridOption = this.RULE('gridOption', () => {
    this.OR([
      { ALT: () => this.CONSUME(keyword.step) },
      { ALT: () => this.CONSUME(keyword.from) },
      { ALT: () => this.CONSUME(keyword.to) },
    ]);
    this.SUBRULE(this.amount);
  });

  readonly baseReferences = this.RULE('baseReferences', () => {
    this.CONSUME(Member, { LABEL: 'member', ...expects('usedBase') });
    this.MANY(() => {
      this.OPTION(() => this.CONSUME(Comma));
      this.CONSUME2(Member, { LABEL: 'member', ...expects('usedBase') });
    });
  });

  readonly screen = this.RULE('screen', () => {
    this.CONSUME(keyword.screen);
    this.CONSUME(Member, { LABEL: 'member', ...expects('condition') });
    this.OPTION(() => {
      this.OR([
        {
          ALT: () => {
            this.CONSUME(Comparison, { LABEL: 'operator' });
            this.SUBRULE(this.quantity, { LABEL: 'low' });
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.in);
            this.SUBRULE2(this.quantity, { LABEL: 'low' });
            this.CONSUME(DotDot, expects('range'));
            this.SUBRULE3(this.quantity, { LABEL: 'high' });
          },
        },
      ]);
    });
  });

  readonly exclude = this.RULE('exclude', () => {
    this.CONSUME(keyword.exclude);
    this.SUBRULE(this.poolTerm);
  });

  readonly rank = this.RULE('rank', () => {
    this.CONSUME(keyword.rank);
    this.CONSUME(keyword.by, expects('by'));
    this.SUBRULE(this.rankKey);
    this.MANY(() => {
      this.OPTION(() => this.CONSUME(Comma));
      this.SUBRULE2(this.rankKey);
    });
    this.OPTION2(() => {
      this.CONSUME(keyword.top);
      this.CONSUME(Numeral, { LABEL: 'count', ...expects('count') });
    });
  });

  readonly rankKey = this.RULE('rankKey', () => {
    this.OPTION(() => this.CONSUME(Minus, { LABEL: 'descending' }));
    this.OR({
      DEF: [
        { ALT: () => this.CONSUME(Member, { LABEL: 'member' }) },
        {
          ALT: () => {
            this.CONSUME(Bar, { LABEL: 'open' });
            this.CONSUME2(Member, { LABEL: 'member', ...expects('rankKey') });
            this.CONSUME2(Minus, expects('rankMinus'));
            this.SUBRULE(this.quantity, { LABEL: 'target' });
            this.CONSUME2(Bar, { LABEL: 'close', ...expects('rankBar') });
          },
        },
      ],
      ...expects('rankKey'),
    });
  });

  readonly explain = this.RULE('explain', () => {
    this.CONSUME(keyword.explain);
    this.CONSUME(Name, expects('quantity'));
    this.OPTION(() => {
      this.CONSUME(keyword.for);
      this.SUBRULE(this.baseReferences);
    });
  });

  readonly export = this.RULE('export', () => {
    this.CONSUME(keyword.export);
    this.CONSUME(Text, expects('path'));
    this.MANY(() => {
      this.OPTION(() => this.CONSUME(Comma));
      this.CONSUME2(Text, expects('path'));
    });
  });

  readonly quantity = this.RULE('quantity', () => {
    this.OPTION(() => this.CONSUME(Minus));
    this.CONSUME(Numeral, expects('value'));
    this.OPTION2(() => this.CONSUME(Unit));
  });

  readonly amount = this.RULE('amount', () => {
    this.OPTION(() => this.CONSUME(Minus));
    this.CONSUME(Numeral, expects('amount'));
  });

  /** Reads the tokens of one statement from its start. */
  begin(tokens: IToken[]): void {
    this.#errorCount = 0;
    this.input = tokens;
  }
}
