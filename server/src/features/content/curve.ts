/** A substitution's curve, gap against amount, as a small image and as text for clients that show none. */
import type { Prediction } from '../../inference/types.ts';
import { electronVolts } from '../numbers.ts';

/** One point; x in atoms per formula unit. */
export interface CurvePoint {
  readonly x: number;
  readonly prediction: Prediction;
}

/** The gap as one element takes the place of another. Points ascend in x. */
export interface Curve {
  readonly element: string;
  readonly points: readonly CurvePoint[];
}

const WIDTH = 300;
const HEIGHT = 96;
const LEFT = 34;
const RIGHT = 26;
const TOP = 8;
const BOTTOM = 18;

/** Told apart without colour vision too (Okabe and Ito 2008), readable on dark and light grounds; each curve has its element's name besides. */
const COLOURS = ['#56b4e9', '#e69f00', '#009e73', '#cc79a7', '#d55e00'] as const;
/** A middle grey has enough contrast on both grounds. */
const AXIS = '#8a8a8a';

export const MOST_CURVES: number = COLOURS.length;

/** An image of curves, 300 by 96; `marked` is the amount of the hovered compound itself. */
export function curveImage(curves: readonly Curve[], marked: number | undefined): string {
  const scale = scaleOf(curves);
  const parts = [
    axes(scale),
    ...curves.map((curve, index) => drawn(curve, scale, colourOf(index), curves.length === 1)),
    names(curves, scale),
    marked === undefined
      ? ''
      : `<path d="M${scale.x(marked)} ${TOP}V${HEIGHT - BOTTOM}" stroke="${AXIS}" stroke-dasharray="3 3"/>`,
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" font-family="sans-serif" font-size="10" fill="none">${parts.join('')}</svg>`;
}

/** The image inside markdown, without a file. */
export function imageMarkdown(svg: string, description: string): string {
  return `![${description}](data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')})`;
}

interface Scale {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly ends: readonly [number, number];
  readonly top: number;
}

function scaleOf(curves: readonly Curve[]): Scale {
  const points = curves.flatMap((curve) => curve.points);
  const amounts = points.map(({ x }) => x);
  const [from, to] = [Math.min(...amounts), Math.max(...amounts)];
  const highest = Math.max(...points.map(({ prediction }) => prediction.value + prediction.sigma), 0.5);
  const top = Math.ceil(highest * 2) / 2;
  const width = WIDTH - LEFT - RIGHT;
  const height = HEIGHT - TOP - BOTTOM;
  return {
    x: (value) => round(LEFT + (to > from ? ((value - from) / (to - from)) * width : width / 2)),
    y: (value) => round(HEIGHT - BOTTOM - (Math.max(0, value) / top) * height),
    ends: [from, to],
    top,
  };
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}

function axes({ x, y, ends, top }: Scale): string {
  const [from, to] = ends;
  const label = (at: number, text: string) =>
    `<text x="${at}" y="${HEIGHT - 6}" fill="${AXIS}" text-anchor="middle">${text}</text>`;
  const energy = (value: number) =>
    `<text x="${LEFT - 4}" y="${y(value) + 3}" fill="${AXIS}" text-anchor="end">${value.toFixed(1)}</text>`;
  return [
    `<path d="M${LEFT} ${TOP}V${HEIGHT - BOTTOM}H${WIDTH - RIGHT}" stroke="${AXIS}"/>`,
    label(x(from), String(from)),
    label(x(to), String(to)),
    label((LEFT + WIDTH - RIGHT) / 2, 'x'),
    energy(0),
    energy(top),
    `<text x="4" y="${TOP + 20}" fill="${AXIS}">eV</text>`,
  ].join('');
}

/** The line of a curve; the band of one sigma only where it is not hidden by other curves. */
function drawn({ points }: Curve, { x, y }: Scale, colour: string, band: boolean): string {
  const upper = points.map((point) => `${x(point.x)},${y(point.prediction.value + point.prediction.sigma)}`);
  const lower = points.map((point) => `${x(point.x)},${y(point.prediction.value - point.prediction.sigma)}`);
  const area = band
    ? `<polygon points="${[...upper, ...lower.reverse()].join(' ')}" fill="${colour}" opacity="0.2"/>`
    : '';
  const line = points.map((point) => `${x(point.x)},${y(point.prediction.value)}`).join(' ');
  return `${area}<polyline points="${line}" stroke="${colour}" stroke-width="1.5"/>`;
}

/** Height of a line of text. */
const LABEL = 10;

/** The elements' names behind the ends of their curves, moved apart where the ends are close. */
function names(curves: readonly Curve[], { x, y }: Scale): string {
  const ends = curves.flatMap(({ element, points }, index) => {
    const last = points.at(-1);
    return last
      ? [{ element, colour: colourOf(index), x: x(last.x) + 4, y: y(last.prediction.value) + 3 }]
      : [];
  });
  let free = TOP;
  const room = (below: number) => HEIGHT - BOTTOM + 3 - below * LABEL;
  return ends
    .sort((a, b) => a.y - b.y)
    .map((end, index) => {
      const at = Math.min(Math.max(end.y, free), room(ends.length - 1 - index));
      free = at + LABEL;
      return `<text x="${end.x}" y="${at}" fill="${end.colour}">${end.element}</text>`;
    })
    .join('');
}

function colourOf(index: number): string {
  return COLOURS[index % COLOURS.length] ?? AXIS;
}

const BLOCKS = '▁▂▃▄▅▆▇█';
/** Points of a line of text; more do not fit into a hover. */
const COLUMNS = 20;

/** `Fe ▁▃▅▇ 1.20 → 2.27 eV`: the shape and the ends. */
export function curveText({ element, points }: Curve, highest: number): string {
  const shown = points.length <= COLUMNS ? points : every(points, COLUMNS);
  const shape = shown
    .map(
      ({ prediction }) =>
        BLOCKS[Math.min(7, Math.floor((Math.max(0, prediction.value) / highest) * 8))] ?? '',
    )
    .join('');
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return element;
  return `${element} ${shape} ${electronVolts(first.prediction.value)} → ${electronVolts(last.prediction.value)} eV`;
}

function every<T>(items: readonly T[], count: number): readonly T[] {
  return Array.from(
    { length: count },
    (_, index) => items[Math.round((index * (items.length - 1)) / (count - 1))] as T,
  );
}
