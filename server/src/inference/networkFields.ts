/** What a manifest says of the inputs and outputs of a network. */
import type { FieldReader } from './fieldReader.ts';
import type { NetworkInterface, NetworkOutputs } from './types.ts';

/** What every network takes; only some take the user's PBE gap besides. */
export const COMMON_INPUTS = ['elements', 'amounts', 'space_group'] as const;
export const PBE_GAP_INPUT = 'pbe_gap_ev';

type Role = keyof NetworkOutputs;

const NEEDED = ['value', 'sigma', 'novelty'] as const satisfies readonly Role[];

/** Only a gap can be missing. */
const OF_GAPS = ['metal', 'metalGga', 'conditional'] as const satisfies readonly Role[];

const roles: readonly Role[] = [...NEEDED, ...OF_GAPS];

/** The roles of outputs in manifests from before the field `role`, when gaps were all there was. */
const FORMER_OUTPUTS = {
  value: 'gap_ev',
  sigma: 'sigma_ev',
  novelty: 'novelty',
} as const satisfies NetworkOutputs;

/** Reads `inputs` and `outputs` of a model; either may be missing and is that of a model of gaps then. */
export function readNetwork(model: FieldReader, quantity: string): NetworkInterface {
  const inputs = model.optional('inputs');
  const pbeGap = readInputs(inputs);
  // Whoever asks for another quantity has no PBE gap to give, and whoever corrects one expects that it counts.
  if (pbeGap && quantity !== 'correct') {
    throw inputs?.field(PBE_GAP_INPUT).problem('belongs to models of the quantity “correct” alone');
  }
  if (!pbeGap && quantity === 'correct') {
    throw model.field('inputs').problem(`must name ${PBE_GAP_INPUT}, the gap that “correct” corrects`);
  }
  return { pbeGap, outputs: readOutputs(model.optional('outputs'), quantity) };
}

/** Whether the user's PBE gap is among the inputs. */
function readInputs(inputs: FieldReader | undefined): boolean {
  if (inputs === undefined) return false;
  const names = inputs.entries().map(([name]) => name);
  const known: readonly string[] = [...COMMON_INPUTS, PBE_GAP_INPUT];
  const strange = names.find((name) => !known.includes(name));
  if (strange !== undefined) {
    throw inputs
      .field(strange)
      .problem(`is an input that this engine cannot give; it knows ${known.join(', ')}`);
  }
  return names.includes(PBE_GAP_INPUT);
}

function readOutputs(outputs: FieldReader | undefined, quantity: string): NetworkOutputs {
  if (outputs === undefined) return FORMER_OUTPUTS;
  const found = new Map<Role, string>();
  for (const [name, output] of outputs.entries()) {
    const role = roleOf(name, output);
    if (role === undefined) continue;
    const other = found.get(role);
    if (other !== undefined)
      throw output.problem(`has the role “${role}”, which outputs.${other} has already`);
    found.set(role, name);
    if (quantity !== 'gap' && OF_GAPS.some((one) => one === role)) {
      throw output.problem(`has the role “${role}”, which belongs to models of the quantity “gap” alone`);
    }
  }
  const nameOf = (role: Role): string => {
    const name = found.get(role);
    if (name === undefined) throw outputs.problem(`must have an output with the role “${role}”`);
    return name;
  };
  const needed = { value: nameOf('value'), sigma: nameOf('sigma'), novelty: nameOf('novelty') };
  const further = OF_GAPS.flatMap((role) => {
    const name = found.get(role);
    return name === undefined ? [] : [[role, name]];
  });
  return { ...needed, ...Object.fromEntries(further) };
}

/** Outputs without a role that nobody knows by name are nobody's business here. */
function roleOf(name: string, output: FieldReader): Role | undefined {
  const stated = output.optional('role');
  if (stated === undefined) return NEEDED.find((role) => FORMER_OUTPUTS[role] === name);
  const role = roles.find((one) => one === stated.text());
  if (role === undefined) throw stated.problem(`must be one of ${roles.join(', ')}`);
  return role;
}
