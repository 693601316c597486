/** Checks in tests that a drawing is well-formed XML: every element closed in order, every attribute quoted, nothing unescaped. */

const element = /<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/y;
const text = /(?:[^<&]|&(?:amp|lt|gt|quot|#39);)+/y;

export interface DrawnElement {
  readonly name: string;
  readonly attributes: string;
}

/** All elements in order. Throws where the text is not well formed. */
export function elementsOf(svg: string): readonly DrawnElement[] {
  const open: string[] = [];
  const found: DrawnElement[] = [];
  for (let at = 0; at < svg.length; ) {
    element.lastIndex = at;
    text.lastIndex = at;
    const tag = element.exec(svg);
    const match = tag ?? text.exec(svg);
    if (match === null) throw new Error(`Not well formed: ${svg.slice(at, at + 80)}`);
    at += match[0].length;
    if (tag === null) continue;
    const [, closing, name = '', attributes = '', selfClosing] = tag;
    if (closing === '/') {
      const expected = open.pop();
      if (expected !== name) throw new Error(`</${name}> where </${expected}> was due`);
      continue;
    }
    found.push({ name, attributes });
    if (selfClosing !== '/') open.push(name);
  }
  if (open.length > 0) throw new Error(`Never closed: ${open.join(', ')}`);
  return found;
}
