/** A model whose answers can be computed by hand, with the interface of a real one, for tests of the process and the service. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Composition } from '../../chemistry/composition.ts';
import type { ModelDescription } from '../types.ts';
import {
  FLOAT,
  floats,
  INT32,
  integerAttribute,
  integers,
  integersAttribute,
  type Node,
  onnxFile,
} from './onnx.ts';

export interface PlainModelOptions {
  /** Each adds a product with a matrix of 512 by 512 to every row: some tenth of a millisecond. */
  readonly slowness?: number;
  /** A name that the model gives its first output instead of the right one. */
  readonly gapName?: string;
}

/** What the plain model answers: a tenth of the mean atomic number plus a thousandth of the space group, in eV. */
export function plainGap(composition: Composition, spaceGroup: number): number {
  const fractions = composition.elements.map((element) => composition.fraction(element));
  const mean = fractions.reduce(
    (sum, { numerator, denominator }, slot) =>
      sum + (numerator / denominator) * (composition.atomicNumbers[slot] as number),
    0,
  );
  return 0.1 * mean + 0.001 * spaceGroup;
}

/** The plain model's sigma is 0.2 eV for everything; its novelty is a fiftieth of the largest atomic number. */
export const PLAIN_SIGMA = 0.2;

/** Writes the model and its manifest into a folder, and returns the manifest. */
export function writePlainModel(folder: string, options: PlainModelOptions = {}): ModelDescription {
  mkdirSync(folder, { recursive: true });
  const bytes = plainModel(options);
  const model = describePlainModel(bytes);
  writeFileSync(path.join(folder, model.file), bytes);
  writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify({ schema: 1, models: [model] }, null, 1));
  return model;
}

function describePlainModel(bytes: Uint8Array): ModelDescription {
  const widths = (factor: number) => ({ in: factor, edge: 1.2 * factor, out: 1.5 * factor });
  return {
    id: 'plain',
    version: '1.0.0',
    file: 'plain.onnx',
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
    quantity: 'gap',
    unit: 'eV',
    title: 'A model to be checked by hand',
    summary: 'A tenth of the mean atomic number.',
    precision: 'fp32',
    parameters: 0,
    limits: { maxElements: 12 },
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

function plainModel({ slowness = 0, gapName = 'gap_ev' }: PlainModelOptions): Uint8Array {
  const nodes: Node[] = [
    cast('elements', 'numbers'),
    { operator: 'Mul', inputs: ['numbers', 'amounts'], output: 'weighted' },
    {
      operator: 'ReduceSum',
      inputs: ['weighted', 'axis'],
      output: 'mean',
      attributes: [integerAttribute('keepdims', 0)],
    },
    { operator: 'Mul', inputs: ['mean', 'tenth'], output: 'from_elements' },
    cast('space_group', 'group'),
    { operator: 'Mul', inputs: ['group', 'thousandth'], output: 'from_group' },
    { operator: 'Add', inputs: ['from_elements', 'from_group'], output: 'quick' },
    { operator: 'Mul', inputs: ['group', 'zero'], output: 'nothing' },
    { operator: 'Add', inputs: ['nothing', 'sigma'], output: 'sigma_ev' },
    {
      operator: 'ReduceMax',
      inputs: ['numbers'],
      output: 'heaviest',
      attributes: [integersAttribute('axes', [1]), integerAttribute('keepdims', 0)],
    },
    { operator: 'Mul', inputs: ['heaviest', 'fiftieth'], output: 'novelty' },
    ...slowNodes(slowness, gapName),
  ];
  const batch = ['batch'];
  return onnxFile({
    inputs: [
      { name: 'elements', type: INT32, shape: ['batch', 'slots'] },
      { name: 'amounts', type: FLOAT, shape: ['batch', 'slots'] },
      { name: 'space_group', type: INT32, shape: batch },
    ],
    outputs: [gapName, 'sigma_ev', 'novelty'].map((name) => ({ name, type: FLOAT, shape: batch })),
    constants: [
      integers('axis', [1]),
      integers('wide', [512]),
      integers('square', [512, 512]),
      floats('tenth', [], [0.1]),
      floats('thousandth', [], [0.001]),
      floats('fiftieth', [], [0.02]),
      floats('sigma', [], [PLAIN_SIGMA]),
      floats('zero', [], [0]),
    ],
    nodes,
  });
}

function cast(input: string, output: string): Node {
  return { operator: 'Cast', inputs: [input], output, attributes: [integerAttribute('to', FLOAT)] };
}

/** Adds zero to the gap, by way of products that no optimiser can take away. */
function slowNodes(slowness: number, gapName: string): Node[] {
  if (slowness === 0) return [{ operator: 'Identity', inputs: ['quick'], output: gapName }];
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
    { operator: 'Add', inputs: ['quick', 'extra'], output: gapName },
  ];
}
