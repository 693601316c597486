/** SVG as text. Charts are written with presentation attributes only: a strict content security policy drops `style` attributes. */

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters that XML 1.0 cannot carry even escaped; one of them would make the whole drawing unreadable. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu;

export function escapeText(text: string): string {
  return text
    .replaceAll(forbidden, '\ufffd')
    .replaceAll(/[&<>"']/g, (character) => escapes[character] ?? character);
}

/** A coordinate with at most two decimals, so that drawings are small and the same on every machine. */
export function coordinate(value: number): string {
  const text = value.toFixed(2).replace(/\.?0+$/, '');
  return text === '-0' ? '0' : text;
}

export type Attributes = Readonly<Record<string, string | number | undefined>>;

function writeAttributes(attributes: Attributes): string {
  return Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      const text = typeof value === 'number' ? coordinate(value) : escapeText(String(value));
      return ` ${name}="${text}"`;
    })
    .join('');
}

/** An element whose children are SVG already. */
export function tag(name: string, attributes: Attributes, children: readonly string[] = []): string {
  const open = `<${name}${writeAttributes(attributes)}`;
  return children.length === 0 ? `${open}/>` : `${open}>${children.join('')}</${name}>`;
}

/** An element that holds text. */
export function textTag(name: string, attributes: Attributes, text: string): string {
  return `<${name}${writeAttributes(attributes)}>${escapeText(text)}</${name}>`;
}

/** The `d` of a path through points, closed or open. */
export function pathThrough(points: readonly (readonly [number, number])[], closed = false): string {
  const corners = points.map(([x, y]) => `${coordinate(x)} ${coordinate(y)}`);
  return corners.length === 0 ? '' : `M${corners.join('L')}${closed ? 'Z' : ''}`;
}
