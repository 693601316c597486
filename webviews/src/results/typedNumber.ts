/** A number as users type it, with a point or a comma; `undefined` for none, `'bad'` for something else. */
export function typedNumber(text: string): number | undefined | 'bad' {
  const trimmed = text.trim().replace(',', '.');
  if (trimmed === '') return undefined;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : 'bad';
}
