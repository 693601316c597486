import path from 'node:path';
import { SpinelError } from '../errors.ts';
import type { CurvePoint, ResultsSummary, ResultsView } from '../protocol.ts';
import { FURTHER_COLUMNS, type FurtherQuantity } from './furtherQuantities.ts';
import { type CurveRequest, drawableCurves, substitutionCurves } from './resultCurves.ts';
import { arrangeRows } from './rowOrder.ts';
import { RESULTS_FILE, readManifest } from './runFolder.ts';
import { domainOf, ResultTable } from './table/resultTable.ts';
import { siteColumn } from './table/schema.ts';
import type { ResultRow, ResultValue, RunManifest } from './types.ts';

/** The results of a finished run, for pages that show a window of them at a time. */
export class ResultsStore {
  readonly #manifest: RunManifest;
  readonly #table: ResultTable;
  readonly #curves: ResultsSummary['curves'];
  #arranged: { readonly view: string; readonly rows: Uint32Array } | undefined;

  private constructor(manifest: RunManifest, table: ResultTable) {
    this.#manifest = manifest;
    this.#table = table;
    this.#curves = drawableCurves(table);
  }

  /** Opens a run's folder. Rejects with SP5010 where it holds no finished run. */
  static async open(folder: string): Promise<ResultsStore> {
    const manifest = await readManifest(folder);
    if (manifest?.state !== 'complete') throw unfinished(folder, manifest);
    return new ResultsStore(manifest, await ResultTable.open(path.join(folder, RESULTS_FILE)));
  }

  summary(): ResultsSummary {
    const { rows, further } = this.#table;
    return { manifest: this.#manifest, rows, further, curves: this.#curves };
  }

  /** The rows from `offset` on, at most `limit` of them, of those that the view shows; `total` counts these. */
  rows(view: ResultsView, offset: number, limit: number): { total: number; rows: readonly ResultRow[] } {
    const arranged = this.#arrange(view);
    const from = Math.max(0, offset);
    const window = arranged.subarray(from, from + Math.max(0, limit));
    return { total: arranged.length, rows: Array.from(window, (row) => this.#row(row)) };
  }

  /** Gap against x for one base, site and replaced element; one curve an element, by ascending x. */
  curves(request: CurveRequest): {
    curves: readonly { readonly element: string; readonly points: readonly CurvePoint[] }[];
  } {
    return { curves: substitutionCurves(this.#table, request) };
  }

  #further(quantity: FurtherQuantity, row: number): ResultValue | undefined {
    const columns = FURTHER_COLUMNS[quantity];
    const value = this.#table.number(columns.value, row);
    const low = this.#table.number(columns.low, row);
    const high = this.#table.number(columns.high, row);
    const domain = domainOf(this.#table, row, columns.domain);
    const known = value !== undefined && low !== undefined && high !== undefined && domain !== undefined;
    return known ? { value, low, high, domain } : undefined;
  }

  /** Paging asks for the same view again and again. */
  #arrange(view: ResultsView): Uint32Array {
    const key = JSON.stringify([view.sort, view.filter]);
    if (this.#arranged?.view !== key) this.#arranged = { view: key, rows: arrangeRows(this.#table, view) };
    return this.#arranged.rows;
  }

  #row(row: number): ResultRow {
    const table = this.#table;
    const sites = table.sites.flatMap((site) => {
      const content = table.text(siteColumn(site), row);
      return content === undefined ? [] : [[site, content] as const];
    });
    return {
      index: table.number('index', row) ?? 0,
      formula: table.formulas.at(row),
      spaceGroup: table.number('space_group', row) ?? 0,
      base: table.text('base', row) ?? '',
      sites: Object.fromEntries(sites),
      change: table.text('change', row) ?? '',
      x: table.number('x', row),
      gap: table.number('gap_ev', row),
      sigma: table.number('gap_sigma_ev', row),
      low: table.number('gap_lo_ev', row),
      high: table.number('gap_hi_ev', row),
      metal: table.number('metal_probability', row),
      domain: domainOf(table, row),
      ...Object.fromEntries(table.further.map((quantity) => [quantity, this.#further(quantity, row)])),
      neutral: table.flags('neutral')[row] === 1,
      kept: table.flags('kept')[row] === 1,
      rank: table.number('rank', row),
    };
  }
}

function unfinished(folder: string, manifest: RunManifest | undefined): SpinelError {
  return manifest === undefined
    ? new SpinelError('SP5010', `${folder} holds no run.`, 'Choose a folder that "spinel run" has written.')
    : new SpinelError(
        'SP5010',
        `The run in ${folder} has not finished.`,
        'Run its study again into the same folder, which goes on where it stopped.',
      );
}
