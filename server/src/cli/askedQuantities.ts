import type { ModelQuantity } from '../inference/types.ts';
import { readPbeGap } from '../pipeline/formulaQuery.ts';
import { usage } from './arguments.ts';
import type { Invocation, OptionDeclaration } from './command.ts';
import { nearestWord } from './nearestWord.ts';

/** What "predict" can be asked for by name; a corrected gap comes with the PBE gap that is to be corrected. */
const NAMES = ['gap', 'hull', 'spinel'] as const;

/** Options of "predict" that say what is predicted. */
export const quantityOptions: readonly OptionDeclaration[] = [
  {
    name: 'quantity',
    value: 'LIST',
    description: `What to predict, parted by commas: ${NAMES.join(', ')}; the gap alone where nothing is said.`,
  },
  {
    name: 'pbe',
    value: 'EV',
    description: 'A PBE gap in eV; the gap at HSE level is corrected from it, beside the direct prediction.',
  },
];

/** What is asked for, in the order of the columns. */
export interface Asked {
  readonly quantities: readonly ModelQuantity[];
  /** The PBE gap in eV for everything that has none of its own. */
  readonly pbeGap: number | undefined;
}

/** Reads --quantity, --pbe and --pbe-column. Throws SP6001 where they make no sense. */
export function askedQuantities(invocation: Invocation): Asked {
  const command = { name: 'predict' };
  const stated = invocation.value('pbe');
  const pbeGap = stated === undefined ? undefined : readPbeGap(stated);
  if (stated !== undefined && pbeGap === undefined) {
    throw usage(command, `--pbe must be a gap in eV from 0 to 30, not "${stated}".`);
  }
  const words = (invocation.value('quantity') ?? 'gap').split(',').map((word) => word.trim());
  for (const word of words) {
    if (NAMES.some((name) => name === word)) continue;
    if (word === 'correct') {
      throw usage(command, 'A gap is corrected where a PBE gap is given: --pbe EV, or --pbe-column C.');
    }
    const nearest = nearestWord(word, NAMES);
    const hint = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
    throw usage(command, `There is no quantity "${word}" to predict; choose of ${NAMES.join(', ')}.${hint}`);
  }
  const quantities: ModelQuantity[] = NAMES.filter((name) => words.includes(name));
  if (pbeGap !== undefined || invocation.value('pbe-column') !== undefined) quantities.push('correct');
  return { quantities, pbeGap };
}
