/** Elements from names, attributes and children. Text stays text: nothing here parses markup. */

export type Attributes = Readonly<Record<string, string | number | undefined>>;

export function element(
  name: string,
  attributes: Attributes = {},
  children: readonly (Node | string)[] = [],
): HTMLElement {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(key, String(value));
  }
  made.append(...children);
  return made;
}

/** A drawing from its text. The XML parser is strict, so a drawing that is not well formed is not shown at all. */
export function drawing(svg: string): Element {
  const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
  if (parsed.querySelector('parsererror') !== null) throw new Error('The drawing is not well formed.');
  return document.importNode(parsed.documentElement, true);
}
