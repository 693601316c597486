/** Substitution curves on the page, as a table, and as files. */
import { csvText } from '../charts/csv.ts';
import { lightTheme } from '../charts/palette.ts';
import { type SubstitutionCurves, substitutionCurve } from '../charts/substitutionCurve.ts';
import { curveTable } from '../charts/table.ts';
import { drawing, element } from '../dom.ts';
import type { SaveFormat } from '../messages.ts';
import { currentTheme } from './pageTheme.ts';
import { pngOf } from './picture.ts';

const chartHeight = 380;
const smallestWidth = 340;
const largestWidth = 900;
/** A saved chart has one size, whatever the window, so that charts of a paper match. */
const savedSize = { width: 720, height: 450 };

export function chartView(data: SubstitutionCurves, width: number): Element {
  const size = { width: Math.min(Math.max(smallestWidth, width), largestWidth), height: chartHeight };
  return drawing(substitutionCurve(data, size, currentTheme()));
}

export function tableView(data: SubstitutionCurves): HTMLElement {
  const { columns, rows } = curveTable(data);
  const head = element(
    'tr',
    {},
    columns.map((name) => element('th', { scope: 'col' }, [name])),
  );
  const body = rows.map((cells) =>
    element(
      'tr',
      {},
      cells.map((cell) => element('td', {}, [cell])),
    ),
  );
  return element('table', {}, [
    element('caption', {}, [
      `${data.base}, ${data.from} on site ${data.site} gives way, model ${data.model}`,
    ]),
    element('thead', {}, [head]),
    element('tbody', {}, body),
  ]);
}

/** The content of a file: text for SVG and CSV, base64 for PNG. Pictures are drawn on white, for documents. */
export async function chartFile(
  data: SubstitutionCurves,
  format: SaveFormat,
): Promise<{ readonly name: string; readonly content: string }> {
  const name = `${data.base}-${data.site}-${data.from}.${format}`.replaceAll(/[^\p{L}\p{N}.()-]/gu, '_');
  if (format === 'csv') return { name, content: csvText(curveTable(data)) };
  const svg = substitutionCurve(data, savedSize, lightTheme);
  if (format === 'svg') return { name, content: svg };
  return { name, content: await pngOf(svg, savedSize.width, savedSize.height) };
}
