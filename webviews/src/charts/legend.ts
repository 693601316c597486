/** The legend above a plot: one entry a curve, then what the band and the hollow markers mean. */
import { type Domain, marker } from './marker.ts';
import type { ChartTheme, SeriesStyle } from './palette.ts';
import { tag, textTag } from './svg.ts';

export type LegendEntry =
  | { readonly kind: 'series'; readonly label: string; readonly style: SeriesStyle }
  | { readonly kind: 'band'; readonly label: string }
  | { readonly kind: 'marker'; readonly label: string; readonly domain: Domain };

const rowHeight = 20;
const swatch = 30;
const gap = 18;
/** Average width of a character at 12 px; a legend needs no exact measure, and text has none outside a page. */
const characterWidth = 6.6;

interface Placed {
  readonly entry: LegendEntry;
  readonly x: number;
  readonly row: number;
}

/** Puts entries side by side, and in a new row where the width is used up. */
function place(entries: readonly LegendEntry[], width: number): readonly Placed[] {
  let x = 0;
  let row = 0;
  return entries.map((entry) => {
    const needed = swatch + entry.label.length * characterWidth + gap;
    if (x > 0 && x + needed - gap > width) {
      x = 0;
      row += 1;
    }
    const placed = { entry, x, row };
    x += needed;
    return placed;
  });
}

function drawSwatch(entry: LegendEntry, x: number, y: number, theme: ChartTheme): string {
  const middle = x + 12;
  switch (entry.kind) {
    case 'series':
      return (
        tag('line', {
          x1: x,
          x2: x + 24,
          y1: y,
          y2: y,
          stroke: entry.style.colour,
          'stroke-width': 2,
          'stroke-dasharray': entry.style.dashes,
        }) + marker(middle, y, 4, entry.style, 'in', theme.background)
      );
    case 'band':
      return tag('rect', { x, y: y - 6, width: 24, height: 12, fill: theme.muted, 'fill-opacity': 0.3 });
    case 'marker':
      return marker(
        middle,
        y,
        4,
        { colour: theme.foreground, shape: 'circle' },
        entry.domain,
        theme.background,
      );
  }
}

/** The legend's SVG and its height, with its first row's middle at `y`. */
export function legend(
  entries: readonly LegendEntry[],
  x: number,
  y: number,
  width: number,
  theme: ChartTheme,
): { readonly svg: string; readonly height: number } {
  const placed = place(entries, width);
  const drawn = placed.map(({ entry, x: offset, row }) => {
    const left = x + offset;
    const middle = y + row * rowHeight;
    const label = textTag('text', { x: left + swatch, y: middle + 4, fill: theme.foreground }, entry.label);
    return drawSwatch(entry, left, middle, theme) + label;
  });
  return { svg: tag('g', {}, drawn), height: ((placed.at(-1)?.row ?? -1) + 1) * rowHeight };
}
