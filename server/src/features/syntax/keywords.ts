/** Keywords by word, as the features look them up. */
import { type Keyword, keywords, type Span } from '@spinel-studio/grammar';

const byWord: ReadonlyMap<string, Keyword> = new Map(keywords.map((keyword) => [keyword.word, keyword]));

export function keywordNamed(word: string): Keyword | undefined {
  return byWord.get(word);
}

export function isReservedWord(word: string): boolean {
  return byWord.has(word);
}

/** The word of small letters that an offset touches. */
export function wordAt(
  text: string,
  offset: number,
): { readonly word: string; readonly span: Span } | undefined {
  let start = offset;
  let end = offset;
  while (start > 0 && isWordPart(text.charCodeAt(start - 1))) start -= 1;
  while (end < text.length && isWordPart(text.charCodeAt(end))) end += 1;
  return end > start ? { word: text.slice(start, end), span: { start, end } } : undefined;
}

function isWordPart(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95
  );
}
