/** The quantities that screens, rankings and explanations know, as users read of them. */

export interface QuantityText {
  readonly name: string;
  /** Empty for a plain number. */
  readonly unit: string;
  readonly documentation: string;
  readonly example: string;
  /** Where the quantity makes sense. */
  readonly places: readonly ('screen' | 'rank' | 'explain')[];
}

export const quantities: readonly QuantityText[] = [
  {
    name: 'gap',
    unit: 'eV',
    documentation: 'The predicted band gap.',
    example: 'screen gap in 1.6 .. 2.4 eV',
    places: ['screen', 'rank', 'explain'],
  },
  {
    name: 'gap_sigma',
    unit: 'eV',
    documentation: 'Half the 68 % interval of the predicted band gap.',
    example: 'screen gap_sigma < 0.5 eV',
    places: ['screen', 'rank'],
  },
  {
    name: 'spinel',
    unit: '',
    documentation: 'The probability that the compound keeps the spinel structure, from 0 to 1.',
    example: 'screen spinel >= 0.5',
    places: ['screen', 'rank', 'explain'],
  },
  {
    name: 'hull',
    unit: 'eV/atom',
    documentation: 'The predicted energy above the convex hull; the smaller, the more stable.',
    example: 'screen hull <= 0.2 eV/atom',
    places: ['screen', 'rank', 'explain'],
  },
  {
    name: 'neutral',
    unit: '',
    documentation: 'Whether some assignment of common oxidation states balances, mixed valence included.',
    example: 'screen neutral',
    places: ['screen'],
  },
  {
    name: 'tolerance',
    unit: '',
    documentation: 'The tolerance factor of the structure, from ionic radii.',
    example: 'screen tolerance in 0.8 .. 1.1',
    places: ['screen', 'rank'],
  },
  {
    name: 'novelty',
    unit: '',
    documentation: "The distance to the model's training data; 1 holds 95 % of held-out compounds.",
    example: 'screen novelty < 1.5',
    places: ['screen', 'rank'],
  },
  {
    name: 'metal',
    unit: '',
    documentation: 'The probability that an HSE06 calculation finds no gap, from 0 to 1.',
    example: 'screen metal <= 0.1',
    places: ['screen', 'rank'],
  },
];
