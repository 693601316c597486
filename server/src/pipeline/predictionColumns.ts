/** The columns of predictions in tables and in JSON, by quantity. */
import type { ModelQuantity, Prediction } from '../inference/types.ts';
import { roundEnergy } from './candidateRow.ts';
import { FURTHER_COLUMNS } from './furtherQuantities.ts';

type Cell = string | number | null;

/** A column with what it takes from a prediction. */
type Column = readonly [name: string, cell: (prediction: Prediction) => Cell];

const value = ({ value: number }: Prediction) => roundEnergy(number);
const sigma = ({ sigma: number }: Prediction) => roundEnergy(number);
const low = ({ low: number }: Prediction) => roundEnergy(number);
const high = ({ high: number }: Prediction) => roundEnergy(number);
const optional = (number: number | undefined) => (number === undefined ? null : roundEnergy(number));
const metal = ({ metal: number }: Prediction) => optional(number);
const metalGga = ({ metalGga: number }: Prediction) => optional(number);
const conditional = ({ conditional: number }: Prediction) => optional(number);
const domain = ({ domain: flag }: Prediction) => flag;
const model = ({ model: name }: Prediction) => name;

function further(quantity: 'hull' | 'spinel'): readonly Column[] {
  const names = FURTHER_COLUMNS[quantity];
  return [
    [names.value, value],
    [names.sigma, sigma],
    [names.low, low],
    [names.high, high],
    [names.domain, domain],
    [names.model, model],
  ];
}

/** Gaps in eV, hull energies in eV/atom, probabilities from 0 to 1. */
const COLUMNS: Readonly<Record<ModelQuantity, readonly Column[]>> = {
  gap: [
    ['gap_ev', value],
    ['gap_sigma_ev', sigma],
    ['gap_lo_ev', low],
    ['gap_hi_ev', high],
    ['metal_probability', metal],
    ['metal_probability_gga', metalGga],
    ['gap_if_any_ev', conditional],
    ['domain', domain],
    ['model', model],
  ],
  hull: further('hull'),
  spinel: further('spinel'),
  correct: [
    ['corrected_gap_ev', value],
    ['corrected_gap_lo_ev', low],
    ['corrected_gap_hi_ev', high],
    ['corrected_gap_domain', domain],
    ['corrected_gap_model', model],
  ],
};

/** The columns of some quantities, in order. */
export function columnNames(quantities: readonly ModelQuantity[]): readonly string[] {
  return quantities.flatMap((quantity) => COLUMNS[quantity].map(([name]) => name));
}

/** The cells of a quantity with their columns; null where there is no prediction. */
export function namedCells(
  quantity: ModelQuantity,
  prediction: Prediction | undefined,
): readonly (readonly [string, Cell])[] {
  return COLUMNS[quantity].map(([name, cell]) => [name, prediction === undefined ? null : cell(prediction)]);
}
