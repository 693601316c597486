/** How numbers and predictions are written for people, the same in hints, hovers and lenses. */
import { grouped } from '../counts.ts';
import type { Prediction } from '../inference/types.ts';

/** An estimate: `≈ 1,200`. */
export function estimated(count: number): string {
  return `≈ ${rounded(count)}`;
}

/** Two digits, since an estimate promises no more: `1,200`. */
export function rounded(count: number): string {
  if (count < 100) return String(count);
  const unit = 10 ** (Math.floor(Math.log10(count)) - 1);
  return grouped(Math.round(count / unit) * unit);
}

/** Energies to a hundredth of an eV, which is below what any model of gaps can know. */
export function electronVolts(energy: number): string {
  const text = energy.toFixed(2);
  return text === '-0.00' ? '0.00' : text;
}

/** `2.27 ± 0.31 eV`, with a sign that marks a composition outside the model's domain. */
export function gapWithInterval(prediction: Prediction): string {
  return `${valueWithSigma(prediction)}${prediction.domain === 'out' ? ` ${OUTSIDE}` : ''}`;
}

/** `2.27 ± 0.31 eV`, `0.012 ± 0.030 eV/atom`, `0.87 ± 0.10`: the value with half its 68 % interval. */
export function valueWithSigma({ value, sigma, unit }: Prediction): string {
  return `${valueWithUnit(value, unit, false)} ± ${valueWithUnit(sigma, unit)}`;
}

/** Differences between compounds on the hull are thousandths of an eV per atom; a plain number has no unit to show. */
export function valueWithUnit(value: number, unit: string, shown = true): string {
  const text = unit === 'eV/atom' ? value.toFixed(3).replace(/^-(0\.0*)$/, '$1') : electronVolts(value);
  return shown && unit !== '1' ? `${text} ${unit}` : text;
}

/** Marks what lies outside the model's domain. */
export const OUTSIDE = '⚠';
