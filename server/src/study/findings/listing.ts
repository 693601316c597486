/** "Fe, Co and Ni"; beyond `most` items, "Fe, Co, Ni and 9 more". */
export function listing(items: readonly string[], most = 6): string {
  if (items.length <= 1) return items.join('');
  const shown = items.length > most ? items.slice(0, most - 1) : items.slice(0, -1);
  const rest = items.length > most ? `${items.length - shown.length} more` : items.at(-1);
  return `${shown.join(', ')} and ${rest}`;
}
