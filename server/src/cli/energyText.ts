import type { DomainFlag, Prediction } from '../inference/types.ts';
import { percent } from '../percent.ts';
import type { Painter } from './colours.ts';

/** The parts of a prediction that are shown. Energies in eV. */
interface ShownGap {
  readonly gap: number;
  readonly sigma: number;
  readonly low: number;
  readonly high: number;
}

/** Gap, half width of the 68 % interval and 90 % interval: `2.27 eV`, `± 0.31`, `1.76 – 2.78 eV`. */
export function gapCells({ gap, sigma, low, high }: ShownGap): readonly [string, string, string] {
  return [`${gap.toFixed(2)} eV`, `± ${sigma.toFixed(2)}`, `${low.toFixed(2)} – ${high.toFixed(2)} eV`];
}

/** The probability that there is no gap, and the gap if there is one: `36 %`, `1.99 eV`; empty where the model does not tell. */
export function metalCells({
  metal,
  conditional,
}: Pick<Prediction, 'metal' | 'conditional'>): readonly [string, string] {
  return [
    metal === undefined ? '' : percent(metal),
    conditional === undefined ? '' : `${conditional.toFixed(2)} eV`,
  ];
}

/** Value, half width of the 68 % interval and 90 % interval in the unit of the prediction; differences of hull energies are small. */
export function valueCells({ value, sigma, low, high, unit }: Prediction): readonly [string, string, string] {
  const text = (number: number) => number.toFixed(unit === 'eV/atom' ? 3 : 2);
  const shown = unit === '1' ? '' : ` ${unit}`;
  return [`${text(value)}${shown}`, `± ${text(sigma)}`, `${text(low)} – ${text(high)}${shown}`];
}

const DOMAIN_STYLES = { in: 'good', edge: 'warning', out: 'error' } as const satisfies Record<
  DomainFlag,
  string
>;

/** Where a composition lies with regard to the training data. */
export function domainText(domain: DomainFlag, paint: Painter): string {
  return paint(DOMAIN_STYLES[domain], domain);
}
