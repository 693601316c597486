/** From the numbers of the network to what a user is told. */
import type { Composition } from '../chemistry/composition.ts';
import { INTERVAL_COVERAGE, SIGMA_COVERAGE } from './manifest.ts';
import type { Answer, DomainFlag, ModelDescription } from './types.ts';

/**
 * What the network says of one composition: value and deviation in the unit of its model, the distance to its training data, and with a
 * gap that may be missing the probabilities of that, and what it is if it is there.
 */
export interface RawPrediction {
  readonly value: number;
  readonly sigma: number;
  readonly novelty: number;
  readonly metal?: number | undefined;
  readonly metalGga?: number | undefined;
  readonly conditional?: number | undefined;
}

/** Turns raw outputs of one model into answers. */
export type Interpreter = (composition: Composition, raw: RawPrediction) => Answer;

/** The interpreter of a model, by the intervals and the domain that its manifest has measured. */
export function interpreterOf(model: ModelDescription): Interpreter {
  const sigmaWidths = widthsAt(model, SIGMA_COVERAGE);
  const intervalWidths = widthsAt(model, INTERVAL_COVERAGE);
  const name = modelName(model);
  const { least = -Infinity, most = Infinity } = model.range;
  const within = (value: number) => Math.min(most, Math.max(least, value));
  return (composition, raw) => {
    if (
      !Number.isFinite(raw.value) ||
      !Number.isFinite(raw.novelty) ||
      !isProbability(raw.metal) ||
      !isProbability(raw.metalGga) ||
      !Number.isFinite(raw.conditional ?? 0) ||
      !(raw.sigma >= 0 && raw.sigma < Infinity)
    ) {
      return { ok: false, code: 'SP4008', message: 'The model gave no finite number for this composition.' };
    }
    const { domain, reason } = domainOf(model, composition, raw.novelty);
    // A gap is never negative, nor a probability above one; the interval is taken around what is shown, so that it always holds it.
    const value = within(raw.value);
    const half = intervalWidths[domain] * raw.sigma;
    return {
      ok: true,
      prediction: {
        value,
        sigma: sigmaWidths[domain] * raw.sigma,
        low: within(value - half),
        high: within(value + half),
        unit: model.unit,
        domain,
        domainReason: reason,
        novelty: raw.novelty,
        metal: raw.metal,
        metalGga: raw.metalGga,
        conditional: raw.conditional === undefined ? undefined : within(raw.conditional),
        model: name,
      },
    };
  };
}

/** A probability that a model does not tell is none that is wrong. */
function isProbability(value = 0): boolean {
  return value >= 0 && value <= 1;
}

/** A model's name and version: `gap 1.0.0`. */
export function modelName(model: ModelDescription): string {
  return `${model.id} ${model.version}`;
}

function widthsAt(model: ModelDescription, coverage: number): Readonly<Record<DomainFlag, number>> {
  const entry = Object.entries(model.intervals.halfWidthPerSigma).find(([name]) => Number(name) === coverage);
  if (entry === undefined) throw new RangeError(`The manifest has no intervals of coverage ${coverage}.`);
  return entry[1];
}

function domainOf(
  model: ModelDescription,
  composition: Composition,
  novelty: number,
): { domain: DomainFlag; reason: string | undefined } {
  const { edge, out, minElementCount, elementCounts } = model.domain;
  const rare = composition.elements.filter((element) => (elementCounts[element] ?? 0) < minElementCount);
  if (rare.length > 0) {
    const counted = rare.map((element) => `${element} (${elementCounts[element] ?? 0})`).join(', ');
    return {
      domain: 'out',
      reason: `The model has learned from fewer than ${minElementCount} compounds of ${counted}.`,
    };
  }
  const distance = novelty.toFixed(2);
  if (novelty > out) {
    return {
      domain: 'out',
      reason: `The compound is far from all training data (novelty ${distance}, above ${out}).`,
    };
  }
  if (novelty > edge) {
    return {
      domain: 'edge',
      reason: `The compound is at the edge of the training data (novelty ${distance}, above ${edge}).`,
    };
  }
  return { domain: 'in', reason: undefined };
}
