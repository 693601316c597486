/** Every file that is made from the vocabulary, by its path in the repository. `scripts/generate.mjs` writes them. */
import { languageConfiguration } from './languageConfiguration.ts';
import { textMateGrammar } from './textMate.ts';

export function generatedFiles(): Readonly<Record<string, string>> {
  return {
    'grammar/generated/spinel.tmLanguage.json': asJson(textMateGrammar()),
    'grammar/generated/language-configuration.json': asJson(languageConfiguration()),
  };
}

function asJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
