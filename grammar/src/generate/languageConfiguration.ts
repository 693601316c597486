/** How an editor types in this language: comments, brackets, words. */
import { formulaPattern, namePattern, numberPattern } from './patterns.ts';

export interface LanguageConfiguration {
  readonly comments: { readonly lineComment: string; readonly blockComment: readonly [string, string] };
  readonly brackets: readonly (readonly [string, string])[];
  readonly autoClosingPairs: readonly {
    readonly open: string;
    readonly close: string;
    readonly notIn?: readonly string[];
  }[];
  readonly surroundingPairs: readonly (readonly [string, string])[];
  readonly wordPattern: string;
  readonly indentationRules: {
    readonly increaseIndentPattern: string;
    readonly decreaseIndentPattern: string;
  };
}

const text = ['string', 'comment'] as const;

export function languageConfiguration(): LanguageConfiguration {
  return {
    comments: { lineComment: '//', blockComment: ['/*', '*/'] },
    brackets: [
      ['{', '}'],
      ['(', ')'],
      ['[', ']'],
    ],
    autoClosingPairs: [
      { open: '{', close: '}', notIn: text },
      { open: '(', close: ')', notIn: text },
      { open: '[', close: ']', notIn: text },
      { open: '"', close: '"', notIn: text },
      { open: '/*', close: ' */', notIn: text },
    ],
    surroundingPairs: [
      ['{', '}'],
      ['(', ')'],
      ['[', ']'],
      ['"', '"'],
      ['|', '|'],
    ],
    // A formula is one word with its brackets, and so is `spinel.A`.
    wordPattern: `${formulaPattern}|${namePattern}|${numberPattern}`,
    indentationRules: { increaseIndentPattern: '\\{[^}]*$', decreaseIndentPattern: '^\\s*\\}' },
  };
}
