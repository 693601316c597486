/** What typing, deleting or pasting does to a text. */
export interface Edit {
  /** Where, as a share of the text's length. */
  readonly at: number;
  /** Code units to take away. */
  readonly remove: number;
  readonly insert: string;
}

export function applied(text: string, { at, remove, insert }: Edit): string {
  const index = Math.floor(at * text.length);
  return text.slice(0, index) + insert + text.slice(index + remove);
}
