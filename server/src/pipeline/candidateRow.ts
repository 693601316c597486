import { displayFormula, writeFormula } from '../chemistry/reducedFormula.ts';
import type { SiteOccupancy } from '../chemistry/types.ts';
import type { Candidate, Provenance, Study } from '../study/types.ts';
import {
  type CandidateAnswers,
  FURTHER_COLUMNS,
  isFailed,
  predictionCells,
  problemOf,
} from './furtherQuantities.ts';
import type { Cell } from './table/parquetFile.ts';
import { SITE_PREFIX } from './table/schema.ts';

/** How a candidate differs from its base: `A: Zn → Fe`, several parted by commas, or `base`. */
export function changeText(origin: Provenance): string {
  if (origin.exchanges.length === 0) return 'base';
  return origin.exchanges.map(({ site, from, to }) => `${site}: ${from} → ${to}`).join(', ');
}

/** Energies are kept to a tenth of a millielectronvolt, a hundredth of the smallest error that any model here has; probabilities alike. */
export function roundEnergy(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

/** What a run needs to know of its study to describe candidates. */
export interface StudyLabels {
  /** Names of the sites of all bases, in the order of their families. */
  readonly sites: readonly string[];
  /** By base: the name that the user gave, or the formula as written. */
  readonly bases: readonly string[];
  /** By base and by statement: the line of the study, from 1. */
  readonly baseLines: readonly number[];
  readonly statementLines: readonly number[];
}

export function studyLabels(study: Study, text: string): StudyLabels {
  const lineOf = lineFinder(text);
  const sites = new Set(study.bases.flatMap((base) => base.family.sites.map((site) => site.name)));
  return {
    sites: [...sites],
    bases: study.bases.map((base) => base.name ?? base.formula),
    baseLines: study.bases.map((base) => lineOf(base.span.start)),
    statementLines: study.statements.map((statement) => lineOf(statement.span.start)),
  };
}

/** Finds the line of an offset, from 1, without counting from the start each time. */
export function lineFinder(text: string): (offset: number) => number {
  const starts = [0];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}

/** Gathers rows of the predicted columns; one gathering becomes one part. */
export class RowGatherer {
  readonly #labels: StudyLabels;
  readonly #columns: ReadonlyMap<string, Cell[]>;
  #failed = 0;
  #rows = 0;

  constructor(labels: StudyLabels, columns: readonly { readonly name: string }[]) {
    this.#labels = labels;
    this.#columns = new Map(columns.map(({ name }) => [name, []]));
  }

  get columns(): ReadonlyMap<string, readonly Cell[]> {
    return this.#columns;
  }

  get rows(): number {
    return this.#rows;
  }

  /** Rows without a prediction that there ought to be. */
  get failed(): number {
    return this.#failed;
  }

  add(candidate: Candidate, neutral: boolean, answers: CandidateAnswers): void {
    const { origin } = candidate;
    const only = origin.exchanges.length === 1 ? origin.exchanges[0] : undefined;
    const line =
      origin.statement < 0
        ? this.#labels.baseLines[origin.base]
        : this.#labels.statementLines[origin.statement];
    this.#put('index', candidate.index);
    this.#put('formula', displayFormula(candidate.sites));
    this.#put('space_group', candidate.spaceGroup);
    this.#put('base', this.#labels.bases[origin.base] ?? '');
    this.#put('change', changeText(origin));
    this.#put('x', only?.x.toNumber() ?? null);
    this.#put('line', line ?? 0);
    this.#put('neutral', neutral);
    this.#putSites(candidate.sites);
    this.#putAnswers(answers);
    if (isFailed(candidate, answers)) this.#failed += 1;
    this.#rows += 1;
  }

  #putSites(occupancies: readonly SiteOccupancy[]): void {
    for (const name of this.#labels.sites) {
      const occupancy = occupancies.find(({ site }) => site.name === name);
      this.#put(SITE_PREFIX + name, occupancy === undefined ? null : writeFormula(occupancy.amounts));
    }
  }

  #putAnswers(answers: CandidateAnswers): void {
    const prediction = answers.gap.ok ? answers.gap.prediction : undefined;
    const energy = (value: number | undefined) => (value === undefined ? null : roundEnergy(value));
    this.#put('gap_ev', energy(prediction?.value));
    this.#put('gap_sigma_ev', energy(prediction?.sigma));
    this.#put('gap_lo_ev', energy(prediction?.low));
    this.#put('gap_hi_ev', energy(prediction?.high));
    this.#put('metal_probability', energy(prediction?.metal));
    this.#put('metal_probability_gga', energy(prediction?.metalGga));
    this.#put('domain', prediction?.domain ?? null);
    this.#put('novelty', energy(prediction?.novelty));
    this.#put('model', prediction?.model ?? null);
    for (const [quantity, answer] of answers.further) {
      const found = answer.ok ? answer.prediction : undefined;
      for (const [column, cell] of predictionCells(FURTHER_COLUMNS[quantity], found, roundEnergy))
        this.#put(column, cell);
    }
    this.#put('problem', problemOf(answers));
  }

  #put(column: string, cell: Cell): void {
    this.#columns.get(column)?.push(cell);
  }
}
