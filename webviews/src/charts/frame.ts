/** What surrounds a plot: grid, axes with titles and units, tick labels. */
import type { ChartTheme } from './palette.ts';
import { type LinearScale, tickLabels, ticks } from './scale.ts';
import { tag, textTag } from './svg.ts';

export const fontFamily = 'system-ui, -apple-system, Segoe UI, DejaVu Sans, sans-serif';

export interface Axis {
  readonly scale: LinearScale;
  /** What is shown, with its unit. */
  readonly title: string;
  readonly ticks: number;
}

function tickValues(axis: Axis): readonly number[] {
  return ticks(axis.scale.domain[0], axis.scale.domain[1], axis.ticks);
}

/** The horizontal axis below the plot. */
export function bottomAxis(axis: Axis, y: number, theme: ChartTheme): string {
  const [left, right] = axis.scale.range;
  const values = tickValues(axis);
  const labels = tickLabels(values);
  const marks = values.flatMap((value, index) => {
    const x = axis.scale.at(value);
    return [
      tag('line', { x1: x, x2: x, y1: y, y2: y + 5, stroke: theme.muted }),
      textTag('text', { x, y: y + 18, 'text-anchor': 'middle', fill: theme.muted }, labels[index] ?? ''),
    ];
  });
  const line = tag('line', { x1: left, x2: right, y1: y, y2: y, stroke: theme.muted });
  const title = textTag(
    'text',
    { x: (left + right) / 2, y: y + 37, 'text-anchor': 'middle', fill: theme.foreground },
    axis.title,
  );
  return tag('g', {}, [line, ...marks, title]);
}

/** The vertical axis left of the plot, with grid lines across it. */
export function leftAxis(axis: Axis, x: number, right: number, theme: ChartTheme): string {
  const [bottom, top] = axis.scale.range;
  const values = tickValues(axis);
  const labels = tickLabels(values);
  const marks = values.flatMap((value, index) => {
    const y = axis.scale.at(value);
    return [
      tag('line', { x1: x, x2: right, y1: y, y2: y, stroke: theme.grid }),
      textTag('text', { x: x - 8, y: y + 4, 'text-anchor': 'end', fill: theme.muted }, labels[index] ?? ''),
    ];
  });
  const middle = (top + bottom) / 2;
  const titleX = x - 46;
  const title = textTag(
    'text',
    {
      x: titleX,
      y: middle,
      'text-anchor': 'middle',
      fill: theme.foreground,
      transform: `rotate(-90 ${titleX} ${middle})`,
    },
    axis.title,
  );
  return tag('g', {}, [...marks, title]);
}
