/** Tables behind charts. */
import type { Table } from './csv.ts';
import { domainMeaning, drawableCurves, type SubstitutionCurves } from './substitutionCurve.ts';

/** The numbers behind a drawing of substitution curves, one row a point. Energies in eV. */
export function curveTable(data: SubstitutionCurves): Table {
  return {
    columns: ['element', 'x', 'gap_ev', 'gap_lo_ev', 'gap_hi_ev', 'domain'],
    rows: drawableCurves(data).flatMap((curve) =>
      curve.points.map((point) => [
        curve.element,
        String(point.x),
        point.gap.toFixed(4),
        point.low.toFixed(4),
        point.high.toFixed(4),
        domainMeaning[point.domain],
      ]),
    ),
  };
}
