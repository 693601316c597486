/** Marker shapes, filled inside a model's domain, hollow outside, and hollow with a dot at its edge. */
import type { MarkerShape, SeriesStyle } from './palette.ts';
import { coordinate, pathThrough, tag } from './svg.ts';

export type Domain = 'in' | 'edge' | 'out';

/** Corners at a radius of one, chosen so that all shapes look equally heavy. */
const corners: Readonly<Record<Exclude<MarkerShape, 'circle'>, readonly (readonly [number, number])[]>> = {
  square: [
    [-0.86, -0.86],
    [0.86, -0.86],
    [0.86, 0.86],
    [-0.86, 0.86],
  ],
  triangle: [
    [0, -1.2],
    [1.08, 0.76],
    [-1.08, 0.76],
  ],
  inverted: [
    [0, 1.2],
    [1.08, -0.76],
    [-1.08, -0.76],
  ],
  diamond: [
    [0, -1.25],
    [1.1, 0],
    [0, 1.25],
    [-1.1, 0],
  ],
  star: [
    [0, -1.5],
    [0.45, -0.45],
    [1.5, 0],
    [0.45, 0.45],
    [0, 1.5],
    [-0.45, 0.45],
    [-1.5, 0],
    [-0.45, -0.45],
  ],
};

export function marker(
  x: number,
  y: number,
  radius: number,
  style: Pick<SeriesStyle, 'colour' | 'shape'>,
  domain: Domain,
  background: string,
): string {
  const paint = {
    fill: domain === 'in' ? style.colour : background,
    stroke: style.colour,
    'stroke-width': 1.5,
  };
  const outline =
    style.shape === 'circle'
      ? tag('circle', { cx: x, cy: y, r: radius, ...paint })
      : tag('path', {
          d: pathThrough(
            corners[style.shape].map(([dx, dy]) => [x + dx * radius, y + dy * radius]),
            true,
          ),
          ...paint,
        });
  if (domain !== 'edge') return outline;
  const dot = tag('circle', { cx: x, cy: y, r: coordinate(radius * 0.38), fill: style.colour });
  return outline + dot;
}
