/** The predicted gap against the substituted amount, one curve an element, each with its interval. */
import { formulaSpans } from './formulaText.ts';
import { type Axis, bottomAxis, fontFamily, leftAxis } from './frame.ts';
import { type LegendEntry, legend } from './legend.ts';
import { type Domain, marker } from './marker.ts';
import { type ChartTheme, type SeriesStyle, seriesStyle } from './palette.ts';
import { type LinearScale, linearScale, roundedDomain } from './scale.ts';
import { escapeText, pathThrough, tag, textTag } from './svg.ts';

/** x in atoms per formula unit; energies in eV; `low` and `high` bound the interval. */
export interface SubstitutionPoint {
  readonly x: number;
  readonly gap: number;
  readonly low: number;
  readonly high: number;
  readonly domain: Domain;
}

export interface SubstitutionCurve {
  readonly element: string;
  readonly points: readonly SubstitutionPoint[];
}

export interface SubstitutionCurves {
  readonly base: string;
  readonly site: string;
  /** The element that gives way. */
  readonly from: string;
  /** Name and version of the model that predicted the gaps. */
  readonly model: string;
  readonly curves: readonly SubstitutionCurve[];
}

export interface ChartSize {
  readonly width: number;
  readonly height: number;
}

export const domainMeaning: Readonly<Record<Domain, string>> = {
  in: 'inside training data',
  edge: 'edge of training data',
  out: 'outside training data',
};

/** Curves with their points in order of x, without those that have no finite numbers. */
export function drawableCurves(data: SubstitutionCurves): readonly SubstitutionCurve[] {
  return data.curves.map((curve) => ({
    element: curve.element,
    points: curve.points
      .filter((point) => [point.x, point.gap, point.low, point.high].every(Number.isFinite))
      .toSorted((one, other) => one.x - other.x),
  }));
}

interface Plot {
  readonly theme: ChartTheme;
  readonly x: LinearScale;
  readonly y: LinearScale;
}

function describePoint(element: string, point: SubstitutionPoint): string {
  const interval = `${point.low.toFixed(2)} to ${point.high.toFixed(2)} eV`;
  return `${element}, x = ${Number(point.x.toFixed(4))}: ${point.gap.toFixed(2)} eV (${interval}), ${domainMeaning[point.domain]}`;
}

function drawBand(
  points: readonly SubstitutionPoint[],
  style: SeriesStyle,
  share: number,
  plot: Plot,
): string {
  const upper = points.map((point) => [plot.x.at(point.x), plot.y.at(point.high)] as const);
  const lower = points.map((point) => [plot.x.at(point.x), plot.y.at(point.low)] as const);
  return tag('path', {
    d: pathThrough([...upper, ...lower.toReversed()], true),
    fill: style.colour,
    'fill-opacity': share,
    stroke: style.colour,
    'stroke-opacity': 0.45,
    'stroke-width': 0.75,
  });
}

function drawLine(points: readonly SubstitutionPoint[], style: SeriesStyle, plot: Plot): string {
  return tag('path', {
    d: pathThrough(points.map((point) => [plot.x.at(point.x), plot.y.at(point.gap)])),
    fill: 'none',
    stroke: style.colour,
    'stroke-width': 2,
    'stroke-dasharray': style.dashes,
    'stroke-linejoin': 'round',
  });
}

function drawMarkers(curve: SubstitutionCurve, style: SeriesStyle, plot: Plot): string {
  // Dense grids get small markers, so that hollow and filled stay apart.
  const radius = curve.points.length > 30 ? 3 : 4;
  const marks = curve.points.map((point) =>
    tag('g', {}, [
      textTag('title', {}, describePoint(curve.element, point)),
      marker(plot.x.at(point.x), plot.y.at(point.gap), radius, style, point.domain, plot.theme.background),
    ]),
  );
  return tag('g', {}, marks);
}

/** Bands lie below all lines, lines below all markers. */
function drawCurves(curves: readonly SubstitutionCurve[], plot: Plot): string {
  const styled = curves.map((curve, index) => ({ curve, style: seriesStyle(plot.theme, index) }));
  const share = curves.length > 3 ? 0.08 : 0.16;
  return [
    ...styled.map(({ curve, style }) => drawBand(curve.points, style, share, plot)),
    ...styled.map(({ curve, style }) => drawLine(curve.points, style, plot)),
    ...styled.map(({ curve, style }) => drawMarkers(curve, style, plot)),
  ].join('');
}

function legendEntries(curves: readonly SubstitutionCurve[], theme: ChartTheme): readonly LegendEntry[] {
  const present = new Set(curves.flatMap((curve) => curve.points.map((point) => point.domain)));
  const domains = (['edge', 'out'] as const).filter((domain) => present.has(domain));
  return [
    ...curves.map(
      (curve, index): LegendEntry => ({
        kind: 'series',
        label: curve.element,
        style: seriesStyle(theme, index),
      }),
    ),
    { kind: 'band', label: '90 % interval' },
    ...domains.map((domain): LegendEntry => ({ kind: 'marker', label: domainMeaning[domain], domain })),
  ];
}

function extent(values: readonly number[]): readonly [number, number] {
  return values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)];
}

function axes(
  points: readonly SubstitutionPoint[],
  left: number,
  right: number,
  top: number,
  bottom: number,
): { readonly x: Axis; readonly y: Axis } {
  const [smallest, largest] = extent(points.map((point) => point.x));
  const [low, high] = extent(points.flatMap((point) => [point.low, point.high, point.gap]));
  const wanted = Math.max(2, Math.floor((bottom - top) / 48));
  return {
    // The curve starts at the base itself, x = 0, whether or not that point was predicted.
    x: {
      scale: linearScale(largest > 0 ? [Math.min(0, smallest), largest] : [0, 1], [left, right]),
      title: 'substituted amount x (atoms per formula unit)',
      ticks: Math.max(2, Math.floor((right - left) / 70)),
    },
    y: {
      scale: linearScale(roundedDomain(low, high, wanted), [bottom, top]),
      title: 'predicted band gap (eV)',
      ticks: wanted,
    },
  };
}

function heading(data: SubstitutionCurves, x: number, theme: ChartTheme): string {
  const size = 14;
  const site = escapeText(`: ${data.from} on site ${data.site} gives way`);
  const title = tag('text', { x, y: 22, 'font-size': size, 'font-weight': 600, fill: theme.foreground }, [
    formulaSpans(data.base, size),
    // A tspan of its own returns from a lowered amount to the line.
    tag('tspan', { dy: /\d$/.test(data.base) ? -Math.round(size * 0.25) : undefined }, [site]),
  ]);
  return title + textTag('text', { x, y: 39, 'font-size': 11, fill: theme.muted }, `model ${data.model}`);
}

function description(data: SubstitutionCurves, curves: readonly SubstitutionCurve[]): string {
  const parts = curves.map((curve) => {
    const first = curve.points[0];
    const last = curve.points.at(-1);
    if (first === undefined || last === undefined) return `${curve.element}: no prediction`;
    return `${curve.element}: from ${first.gap.toFixed(2)} eV at x = ${first.x} to ${last.gap.toFixed(2)} eV at x = ${last.x}`;
  });
  return `Predicted band gap of ${data.base} against the amount x of ${data.from} replaced on site ${data.site}. ${parts.join('; ')}.`;
}

/** A complete SVG document that stands alone: it needs no style sheet and no font of its own. */
export function substitutionCurve(data: SubstitutionCurves, size: ChartSize, theme: ChartTheme): string {
  const left = 64;
  const right = size.width - 18;
  const bottom = size.height - 48;
  const curves = drawableCurves(data).filter((curve) => curve.points.length > 0);
  const entries = legend(legendEntries(curves, theme), left, 62, right - left, theme);
  const { x, y } = axes(
    curves.flatMap((curve) => curve.points),
    left,
    right,
    62 + entries.height,
    bottom,
  );
  const plot = { theme, x: x.scale, y: y.scale };
  const empty = textTag(
    'text',
    { x: (left + right) / 2, y: bottom / 2 + 40, 'text-anchor': 'middle', fill: theme.muted },
    'No predicted point to draw',
  );
  return tag(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${size.width} ${size.height}`,
      width: size.width,
      height: size.height,
      role: 'img',
      'font-family': fontFamily,
      'font-size': 12,
    },
    [
      textTag('title', {}, `${data.base}: gap against substitution of ${data.from} on site ${data.site}`),
      textTag('desc', {}, description(data, curves)),
      tag('rect', { width: size.width, height: size.height, fill: theme.background }),
      heading(data, left, theme),
      curves.length === 0 ? '' : entries.svg,
      leftAxis(y, left, right, theme),
      bottomAxis(x, bottom, theme),
      curves.length === 0 ? empty : drawCurves(curves, plot),
    ],
  );
}
