/** What a keyword does, with an example. */
import type { Keyword, UnitName } from '@spinel-studio/grammar';

export function keywordMarkdown({ word, documentation, example }: Keyword): string {
  return [`**${word}**`, '', documentation, '', '```spinel', example, '```'].join('\n');
}

export function unitMarkdown({ name, documentation }: UnitName): string {
  return `**${name}**\n\n${documentation}`;
}
