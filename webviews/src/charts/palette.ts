/** Colours, line patterns and marker shapes: three ways to tell curves apart, so that none relies on colour alone. */

export type MarkerShape = 'circle' | 'square' | 'triangle' | 'diamond' | 'inverted' | 'star';

/** How one curve is drawn. */
export interface SeriesStyle {
  readonly colour: string;
  readonly shape: MarkerShape;
  /** `stroke-dasharray`; undefined for a solid line. */
  readonly dashes: string | undefined;
}

/** The colours that a chart takes from the page it stands on. */
export interface ChartTheme {
  readonly background: string;
  readonly foreground: string;
  /** Axis lines and tick labels. */
  readonly muted: string;
  readonly grid: string;
  readonly series: readonly string[];
}

/**
 * Colours after Okabe and Ito (Color Universal Design, 2008) and Tol (SRON/EPS/TN/09-002, 2021), which stay apart under the common forms
 * of colour blindness, chosen so that each has a contrast of at least 3 to 1 against its background (WCAG 2.2, 1.4.11).
 */
const onLight = ['#0072b2', '#c04a00', '#007a5a', '#aa3377', '#6b5b00', '#332288'] as const;
const onDark = ['#56b4e9', '#e69f00', '#2fbf91', '#e78ac3', '#f0e442', '#b3a5ff'] as const;

const shapes: readonly MarkerShape[] = ['circle', 'square', 'triangle', 'diamond', 'inverted', 'star'];
const patterns: readonly (string | undefined)[] = [undefined, '7 3', '2 3', '9 3 2 3', '5 2', '1 2'];

/** Curves that one chart can tell apart. */
export const maximumSeries = onLight.length;

export const lightTheme: ChartTheme = {
  background: '#ffffff',
  foreground: '#1f1f1f',
  muted: '#5a5a5a',
  grid: '#e3e3e3',
  series: onLight,
};

export const darkTheme: ChartTheme = {
  background: '#1f1f1f',
  foreground: '#e8e8e8',
  muted: '#a6a6a6',
  grid: '#3a3a3a',
  series: onDark,
};

/** The theme for a page with these colours (`#rrggbb`); the curves' colours follow the brightness of the background. */
export function themeFor(background: string, foreground: string): ChartTheme {
  const dark = luminance(background) < 0.18;
  return {
    background,
    foreground,
    muted: mix(foreground, background, 0.22),
    grid: mix(foreground, background, 0.82),
    series: dark ? onDark : onLight,
  };
}

/** The style of the n-th curve. Beyond the last colour they start again with other patterns and shapes. */
export function seriesStyle(theme: ChartTheme, index: number): SeriesStyle {
  const shift = Math.floor(index / maximumSeries);
  return {
    colour: theme.series[index % theme.series.length] ?? theme.foreground,
    shape: shapes[(index + shift) % shapes.length] ?? 'circle',
    dashes: patterns[(index + shift) % patterns.length],
  };
}

/** Contrast of two `#rrggbb` colours after WCAG 2.2, from 1 to 21. */
export function contrast(one: string, other: string): number {
  const bright = Math.max(luminance(one), luminance(other));
  const dim = Math.min(luminance(one), luminance(other));
  return (bright + 0.05) / (dim + 0.05);
}

/** Relative luminance after WCAG 2.2, from 0 to 1. */
export function luminance(colour: string): number {
  const [red, green, blue] = channels(colour).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** `share` of the second colour in the first. */
function mix(first: string, second: string, share: number): string {
  const other = channels(second);
  const mixed = channels(first).map((value, index) =>
    Math.round(value * (1 - share) + (other[index] ?? 0) * share),
  );
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** Red, green and blue from 0 to 255; what is no `#rrggbb` counts as black. */
function channels(colour: string): readonly number[] {
  const value = /^#[0-9a-f]{6}$/i.test(colour) ? Number.parseInt(colour.slice(1), 16) : 0;
  return [(value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff];
}
