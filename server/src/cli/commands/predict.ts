import { builtInFamilies } from '../../chemistry/families.ts';
import { readSpaceGroup, UNKNOWN_SPACE_GROUP } from '../../chemistry/spaceGroups.ts';
import { SpinelError } from '../../errors.ts';
import type { SpaceGroupChoice } from '../../pipeline/formulaQuery.ts';
import { usage } from '../arguments.ts';
import { quantityOptions } from '../askedQuantities.ts';
import { type Command, type Invocation, sharedOptions } from '../command.ts';
import { nearestWord } from '../nearestWord.ts';
import { predictFormulas } from '../predictFormulas.ts';
import { predictTable } from '../predictTable.ts';

export const predict: Command = {
  name: 'predict',
  summary: 'predict the band gaps of formulas or of a table, and more on demand',
  usage: [
    'predict FORMULA… [--quantity gap,hull,spinel] [--pbe EV] [--spacegroup G | --family F] [--json]',
    'predict --from TABLE.csv --out OUT.csv [--formula-column C] [--spacegroup-column C] [--pbe-column C]',
  ],
  description:
    'Every gap comes with half the width of its 68 % interval, its 90 % interval, and whether the composition lies inside (in), at the\n' +
    'edge of (edge) or outside (out) the training data of the model. All energies are in eV.\n\n' +
    'With --quantity, hull adds the energy above the convex hull in eV/atom and spinel the probability of keeping the spinel structure,\n' +
    'which only AB2X4 with X of O, S, Se and Te can have. With a PBE gap, from --pbe or --pbe-column, the gap at HSE level is corrected\n' +
    'from it (corrected_gap_ev …); the gap columns stay those of the direct prediction.\n\n' +
    'Without --spacegroup and --family the space group is that of the built-in family which the formula fits, and unknown where it\n' +
    'fits none.\n\n' +
    'From a table, every column is kept as it is and gap_ev, gap_sigma_ev, gap_lo_ev, gap_hi_ev, metal_probability (that HSE06 finds\n' +
    'no gap), metal_probability_gga (that GGA or GGA+U finds none), gap_if_any_ev (what it is if there is one), domain and model are added.\n' +
    'Comma, semicolon and tab are understood.\n' +
    'Rows that cannot be predicted are reported with their lines and get empty cells; the exit code is then 1.',
  options: [
    ...quantityOptions,
    {
      name: 'spacegroup',
      value: 'G',
      description: 'The space group, its number or its symbol such as Fd-3m; 0 for unknown.',
    },
    { name: 'family', value: 'F', description: `${builtInFamilies.map(({ name }) => name).join(' or ')}.` },
    { name: 'from', value: 'TABLE', description: 'A CSV file, or - for standard input.' },
    {
      name: 'formula-column',
      value: 'C',
      description: 'Its column of formulas, where the name does not tell.',
    },
    { name: 'spacegroup-column', value: 'C', description: 'Its column of space groups, numbers or symbols.' },
    { name: 'pbe-column', value: 'C', description: 'Its column of PBE gaps in eV; empty cells state none.' },
    { name: 'out', value: 'OUT', description: 'Where the table with predictions goes.' },
    sharedOptions.json,
    sharedOptions.device,
    sharedOptions.models,
    sharedOptions.ownModels,
    sharedOptions.runtime,
  ],
  examples: [
    { line: 'spinel predict ZnBi2O4 Zn0.9Fe0.1Bi2O4', what: 'Two compounds, which fit the spinel family.' },
    { line: 'spinel predict TiO2 --spacegroup P4_2/mnm', what: 'Rutile.' },
    { line: 'spinel predict --from compounds.csv --out predicted.csv', what: 'A whole table.' },
    { line: 'spinel predict ZnAl2O4 --quantity gap,hull,spinel --pbe 4.1', what: 'All there is to know.' },
    { line: 'cat formulas.txt | spinel predict - --json', what: 'Formulas from standard input, one a line.' },
  ],
  run(invocation, surroundings) {
    const spaceGroup = spaceGroupChoice(invocation);
    const from = invocation.value('from');
    if (from === undefined) {
      refuseTableOptions(invocation);
      return predictFormulas(invocation, spaceGroup, surroundings);
    }
    const out = invocation.value('out');
    if (out === undefined)
      throw usage(predict, 'Predictions from a table need a place to go: --out OUT.csv.');
    if (invocation.positionals.length > 0) {
      throw usage(predict, 'Give formulas or --from, not both.');
    }
    return predictTable(invocation, { from, out, spaceGroup }, surroundings);
  },
};

function refuseTableOptions(invocation: Invocation): void {
  for (const option of ['out', 'formula-column', 'spacegroup-column', 'pbe-column']) {
    if (invocation.value(option) !== undefined) throw usage(predict, `--${option} goes with --from.`);
  }
  if (invocation.positionals.length === 0) throw usage(predict, 'There is no formula to predict.');
}

function spaceGroupChoice(invocation: Invocation): SpaceGroupChoice {
  const told = invocation.value('spacegroup');
  const number = told === '0' ? UNKNOWN_SPACE_GROUP : told === undefined ? undefined : readSpaceGroup(told);
  if (told !== undefined && number === undefined) {
    const message = `--spacegroup must be a number from 0 to 230 or a symbol such as Fd-3m, not "${told}".`;
    throw usage(predict, message);
  }
  const name = invocation.value('family');
  if (number !== undefined && name !== undefined)
    throw usage(predict, 'Give --spacegroup or --family, not both.');
  if (number !== undefined) return { kind: 'number', number };
  if (name === undefined) return { kind: 'fitting' };
  const family = builtInFamilies.find((one) => one.name === name);
  if (family !== undefined) return { kind: 'family', family };
  const names = builtInFamilies.map((one) => one.name);
  const nearest = nearestWord(name, names);
  const hint = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
  throw new SpinelError(
    'SP6001',
    `There is no built-in family "${name}".${hint}`,
    `Choose ${names.join(' or ')}, or give --spacegroup.`,
  );
}
