/** Models whose answers can be computed by hand, with the interfaces of real ones, for tests of the process and the service. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Composition } from '../../chemistry/composition.ts';
import { PBE_GAP_INPUT } from '../networkFields.ts';
import type { ModelDescription, ModelQuantity, Query } from '../types.ts';
import {
  FLOAT,
  floats,
  floatsAttribute,
  INT32,
  integerAttribute,
  integers,
  integersAttribute,
  MACHINE_LEARNING,
  type Node,
  onnxFile,
  textAttribute,
  textsAttribute,
} from './onnx.ts';

export interface PlainModelOptions {
  /** The gap where nothing is said. */
  readonly quantity?: ModelQuantity;
  /** `plain` for the gap, `plain-hull` and so on for the others. */
  readonly id?: string;
  /** Each adds a product with a matrix of 512 by 512 to every row: some tenth of a millisecond. */
  readonly slowness?: number;
  /** A name that the model gives its first output instead of the one that its manifest says. */
  readonly gapName?: string;
}

/** The name of the first output of each plain model, and how its manifest describes it. */
const FACTS = {
  gap: { value: 'gap_ev', unit: 'eV', range: { least: 0, most: undefined } },
  hull: { value: 'hull_ev_per_atom', unit: 'eV/atom', range: { least: 0, most: undefined } },
  spinel: { value: 'spinel_probability', unit: '1', range: { least: 0, most: 1 } },
  correct: { value: 'hse_gap_ev', unit: 'eV', range: { least: 0, most: undefined } },
} as const satisfies Record<ModelQuantity, { value: string; unit: string; range: ModelDescription['range'] }>;

/** What the plain model answers: a tenth of the mean atomic number plus a thousandth of the space group, in eV. */
export function plainGap(composition: Composition, spaceGroup: number): number {
  return 0.1 * meanNumber(composition) + 0.001 * spaceGroup;
}

/** How likely the plain model thinks that there is no gap; in GGA twice that. A gap that is there is larger by as many eV. */
export function plainMetal(composition: Composition): number {
  return 0.001 * meanNumber(composition);
}

/** The plain model of spinels is a tree with one fork. */
const FORK = { at: 20, light: 0.9, heavy: 0.2 } as const;

/** What the plain model of any quantity answers, in its unit. */
export function plainValue(quantity: ModelQuantity, { composition, spaceGroup, pbeGap = 0 }: Query): number {
  switch (quantity) {
    case 'gap':
      return plainGap(composition, spaceGroup);
    case 'hull':
      return 0.01 * meanNumber(composition);
    case 'spinel':
      return meanNumber(composition) <= FORK.at ? FORK.light : FORK.heavy;
    case 'correct':
      return pbeGap + 0.01 * meanNumber(composition);
  }
}

function meanNumber(composition: Composition): number {
  const fractions = composition.elements.map((element) => composition.fraction(element));
  return fractions.reduce(
    (sum, { numerator, denominator }, slot) =>
      sum + (numerator / denominator) * (composition.atomicNumbers[slot] as number),
    0,
  );
}

/** The plain models' sigma is 0.2 for everything; their novelty is a fiftieth of the largest atomic number. */
export const PLAIN_SIGMA = 0.2;

/** The further outputs of the plain gap. */
const OUTPUTS_OF_GAPS = { metal: 'metal', metalGga: 'metal_gga', conditional: 'conditional_ev' } as const;

/** Writes the model and its manifest into a folder, and returns the manifest. */
export function writePlainModel(folder: string, options: PlainModelOptions = {}): ModelDescription {
  return writePlainModels(folder, [options])[0] as ModelDescription;
}

/** Writes several models, which have to be of different quantities, with one manifest. */
export function writePlainModels(
  folder: string,
  options: readonly PlainModelOptions[],
): readonly ModelDescription[] {
  mkdirSync(folder, { recursive: true });
  const models = options.map((one) => {
    const bytes = plainModel(one);
    const model = describePlainModel(bytes, one);
    writeFileSync(path.join(folder, model.file), bytes);
    return model;
  });
  const entries = models.map(manifestEntry);
  writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify({ schema: 1, models: entries }, null, 1));
  return models;
}

/** A model as a manifest has it. */
function manifestEntry({ network, ...model }: ModelDescription): object {
  const output = (role: string) => ({ type: 'float32', shape: ['batch'], role });
  const { value, sigma, novelty, ...further } = network.outputs;
  return {
    ...model,
    inputs: {
      elements: { type: 'int32', shape: ['batch', 'slots'] },
      amounts: { type: 'float32', shape: ['batch', 'slots'] },
      space_group: { type: 'int32', shape: ['batch'] },
      ...(network.pbeGap ? { [PBE_GAP_INPUT]: { type: 'float32', shape: ['batch'] } } : {}),
    },
    outputs: {
      [value]: { ...output('value'), unit: model.unit },
      [sigma]: { ...output('sigma'), unit: model.unit },
      [novelty]: { ...output('novelty'), unit: '1' },
      ...Object.fromEntries(Object.entries(further).map(([role, name]) => [name, output(role)])),
    },
  };
}

function describePlainModel(bytes: Uint8Array, options: PlainModelOptions): ModelDescription {
  const { quantity = 'gap', id = quantity === 'gap' ? 'plain' : `plain-${quantity}` } = options;
  const { value, unit, range } = FACTS[quantity];
  const widths = (factor: number) => ({ in: factor, edge: 1.2 * factor, out: 1.5 * factor });
  return {
    id,
    version: '1.0.0',
    file: `${id}.onnx`,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
    quantity,
    unit,
    title: 'A model to be checked by hand',
    summary: 'A tenth of the mean atomic number.',
    precision: 'fp32',
    parameters: 0,
    limits: { maxElements: 12 },
    network: {
      pbeGap: quantity === 'correct',
      outputs: {
        value,
        sigma: 'sigma_ev',
        novelty: 'novelty',
        ...(quantity === 'gap' ? OUTPUTS_OF_GAPS : {}),
      },
    },
    range,
    devices: quantity === 'spinel' ? ['cpu'] : undefined,
    ownFolder: undefined,
    domain: { edge: 1.66, out: 1.8, minElementCount: 20, elementCounts: plainCounts() },
    intervals: {
      method: 'none',
      calibrationRows: 0,
      halfWidthPerSigma: { '0.68': widths(1), '0.90': widths(2) },
    },
    errors: [],
    training: {},
    licence: 'MIT',
    card: 'plain.md',
  };
}

/** Bi has 83 and novelty 1.66, Po 84 and 1.68, Th 90 and 1.80; Pm is rare. */
function plainCounts(): Record<string, number> {
  const common =
    'H Li Be B C N O F Na Mg Al Si P S Cl K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Rb Sr Y Zr Cd In Sn Cs Ba Bi Po U';
  return { ...Object.fromEntries(common.split(' ').map((symbol) => [symbol, 1000])), Pm: 3 };
}

function plainModel({ quantity = 'gap', slowness = 0, gapName }: PlainModelOptions): Uint8Array {
  const valueName = gapName ?? FACTS[quantity].value;
  const nodes: Node[] = [
    cast('elements', 'numbers'),
    { operator: 'Mul', inputs: ['numbers', 'amounts'], output: 'weighted' },
    {
      operator: 'ReduceSum',
      inputs: ['weighted', 'axis'],
      output: 'mean',
      attributes: [integerAttribute('keepdims', 0)],
    },
    cast('space_group', 'group'),
    ...valueNodes(quantity),
    { operator: 'Mul', inputs: ['group', 'zero'], output: 'nothing' },
    { operator: 'Add', inputs: ['nothing', 'sigma'], output: 'sigma_ev' },
    {
      operator: 'ReduceMax',
      inputs: ['numbers'],
      output: 'heaviest',
      attributes: [integersAttribute('axes', [1]), integerAttribute('keepdims', 0)],
    },
    { operator: 'Mul', inputs: ['heaviest', 'fiftieth'], output: 'novelty' },
    ...slowNodes(slowness, valueName),
  ];
  const batch = ['batch'];
  return onnxFile({
    inputs: [
      { name: 'elements', type: INT32, shape: ['batch', 'slots'] },
      { name: 'amounts', type: FLOAT, shape: ['batch', 'slots'] },
      { name: 'space_group', type: INT32, shape: batch },
      ...(quantity === 'correct' ? [{ name: PBE_GAP_INPUT, type: FLOAT, shape: batch }] : []),
    ],
    outputs: [
      valueName,
      'sigma_ev',
      'novelty',
      ...(quantity === 'gap' ? Object.values(OUTPUTS_OF_GAPS) : []),
    ].map((name) => ({ name, type: FLOAT, shape: batch })),
    constants: [
      integers('axis', [1]),
      integers('wide', [512]),
      integers('square', [512, 512]),
      floats('tenth', [], [0.1]),
      floats('hundredth', [], [0.01]),
      floats('thousandth', [], [0.001]),
      floats('fiftieth', [], [0.02]),
      floats('sigma', [], [PLAIN_SIGMA]),
      floats('zero', [], [0]),
    ],
    nodes,
  });
}

/** From the mean atomic number `mean` and the space group `group` to the value `quick`. */
function valueNodes(quantity: ModelQuantity): Node[] {
  switch (quantity) {
    case 'gap':
      return [
        { operator: 'Mul', inputs: ['mean', 'tenth'], output: 'from_elements' },
        { operator: 'Mul', inputs: ['group', 'thousandth'], output: 'from_group' },
        { operator: 'Add', inputs: ['from_elements', 'from_group'], output: 'quick' },
        { operator: 'Mul', inputs: ['mean', 'thousandth'], output: OUTPUTS_OF_GAPS.metal },
        {
          operator: 'Add',
          inputs: [OUTPUTS_OF_GAPS.metal, OUTPUTS_OF_GAPS.metal],
          output: OUTPUTS_OF_GAPS.metalGga,
        },
        { operator: 'Add', inputs: ['quick', OUTPUTS_OF_GAPS.metal], output: OUTPUTS_OF_GAPS.conditional },
      ];
    case 'hull':
      return [{ operator: 'Mul', inputs: ['mean', 'hundredth'], output: 'quick' }];
    case 'spinel':
      return treeNodes();
    case 'correct':
      return [
        { operator: 'Mul', inputs: ['mean', 'hundredth'], output: 'from_elements' },
        { operator: 'Add', inputs: ['from_elements', PBE_GAP_INPUT], output: 'quick' },
      ];
  }
}

/** A tree of one fork and two leaves, in the operator that boosted trees are exported to. */
function treeNodes(): Node[] {
  const attributes = [
    integersAttribute('nodes_treeids', [0, 0, 0]),
    integersAttribute('nodes_nodeids', [0, 1, 2]),
    integersAttribute('nodes_featureids', [0, 0, 0]),
    textsAttribute('nodes_modes', ['BRANCH_LEQ', 'LEAF', 'LEAF']),
    floatsAttribute('nodes_values', [FORK.at, 0, 0]),
    integersAttribute('nodes_truenodeids', [1, 0, 0]),
    integersAttribute('nodes_falsenodeids', [2, 0, 0]),
    integersAttribute('target_treeids', [0, 0]),
    integersAttribute('target_nodeids', [1, 2]),
    integersAttribute('target_ids', [0, 0]),
    floatsAttribute('target_weights', [FORK.light, FORK.heavy]),
    integerAttribute('n_targets', 1),
    textAttribute('post_transform', 'NONE'),
  ];
  return [
    { operator: 'Unsqueeze', inputs: ['mean', 'axis'], output: 'features' },
    {
      operator: 'TreeEnsembleRegressor',
      domain: MACHINE_LEARNING,
      inputs: ['features'],
      output: 'leaf',
      attributes,
    },
    { operator: 'Squeeze', inputs: ['leaf', 'axis'], output: 'quick' },
  ];
}

function cast(input: string, output: string): Node {
  return { operator: 'Cast', inputs: [input], output, attributes: [integerAttribute('to', FLOAT)] };
}

/** Adds zero to the value, by way of products that no optimiser can take away. */
function slowNodes(slowness: number, valueName: string): Node[] {
  if (slowness === 0) return [{ operator: 'Identity', inputs: ['quick'], output: valueName }];
  const products = Array.from(
    { length: slowness },
    (_, index): Node => ({
      operator: 'MatMul',
      inputs: [`wide${index}`, 'matrix'],
      output: `wide${index + 1}`,
    }),
  );
  return [
    { operator: 'ConstantOfShape', inputs: ['square'], output: 'matrix' },
    { operator: 'ConstantOfShape', inputs: ['wide'], output: 'row' },
    { operator: 'Unsqueeze', inputs: ['quick', 'axis'], output: 'column' },
    { operator: 'Mul', inputs: ['column', 'row'], output: 'wide0' },
    ...products,
    {
      operator: 'ReduceSum',
      inputs: [`wide${slowness}`, 'axis'],
      output: 'extra',
      attributes: [integerAttribute('keepdims', 0)],
    },
    { operator: 'Add', inputs: ['quick', 'extra'], output: valueName },
  ];
}
