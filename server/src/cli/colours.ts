/** Puts colour codes around text, or leaves it alone where nobody would see colours. */
export type Painter = (style: Style, text: string) => string;

export type Style = 'error' | 'warning' | 'hint' | 'good' | 'heading' | 'faint' | 'accent';

/** Select Graphic Rendition codes (ECMA-48) of the eight basic colours, which every theme of a terminal defines legibly. */
const CODES: Readonly<Record<Style, readonly [number, number]>> = {
  error: [31, 39],
  warning: [33, 39],
  hint: [36, 39],
  good: [32, 39],
  heading: [1, 22],
  faint: [2, 22],
  accent: [35, 39],
};

/** Colours only on a terminal, and never where NO_COLOR asks for none (no-color.org); FORCE_COLOR asks for them in a pipe. */
export function painter(stream: { readonly isTTY?: boolean }, environment: NodeJS.ProcessEnv): Painter {
  const refused = (environment.NO_COLOR ?? '') !== '' || environment.TERM === 'dumb';
  const forced = (environment.FORCE_COLOR ?? '0') !== '0';
  if (refused || !(stream.isTTY === true || forced)) return (_style, text) => text;
  return (style, text) => {
    const [start, end] = CODES[style];
    return `\u001b[${start}m${text}\u001b[${end}m`;
  };
}
