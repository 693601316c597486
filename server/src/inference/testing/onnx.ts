/** Writes small ONNX files for tests, so that no binary is kept in the repository. Field numbers are those of onnx.proto. */

type Field = readonly [number: number, value: number | string | Uint8Array];

/** Element types of tensors. */
export const FLOAT = 1;
export const INT32 = 6;
const INT64 = 7;

/** The operator set of trees and other classical models, which only the CPU has. */
export const MACHINE_LEARNING = 'ai.onnx.ml';

export interface Node {
  readonly operator: string;
  /** The operator set, where it is not that of ONNX itself. */
  readonly domain?: typeof MACHINE_LEARNING;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: readonly Uint8Array[];
}

export interface Graph {
  readonly inputs: readonly {
    readonly name: string;
    readonly type: number;
    readonly shape: readonly string[];
  }[];
  readonly outputs: readonly {
    readonly name: string;
    readonly type: number;
    readonly shape: readonly string[];
  }[];
  readonly constants: readonly Uint8Array[];
  readonly nodes: readonly Node[];
}

const utf8 = new TextEncoder();

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return [...bytes, rest];
}

/** Protocol buffers: numbers as varints, all else with its length before it. */
function message(...fields: readonly Field[]): Uint8Array {
  const bytes: number[] = [];
  for (const [number, value] of fields) {
    if (typeof value === 'number') {
      bytes.push(...varint(number * 8), ...varint(value));
    } else {
      const body = typeof value === 'string' ? utf8.encode(value) : value;
      bytes.push(...varint(number * 8 + 2), ...varint(body.length), ...body);
    }
  }
  return Uint8Array.from(bytes);
}

/** A tensor of floats; a scalar where `dimensions` is empty. */
export function floats(name: string, dimensions: readonly number[], values: readonly number[]): Uint8Array {
  return tensor(name, FLOAT, dimensions, new Uint8Array(Float32Array.from(values).buffer));
}

export function integers(name: string, values: readonly number[]): Uint8Array {
  return tensor(name, INT64, [values.length], new Uint8Array(BigInt64Array.from(values, BigInt).buffer));
}

function tensor(name: string, type: number, dimensions: readonly number[], raw: Uint8Array): Uint8Array {
  return message(...dimensions.map((size): Field => [1, size]), [2, type], [8, name], [9, raw]);
}

/** An attribute that is one whole number, such as the type that a Cast has as its aim. */
export function integerAttribute(name: string, value: number): Uint8Array {
  return message([1, name], [3, value], [20, 2]);
}

export function integersAttribute(name: string, values: readonly number[]): Uint8Array {
  return message([1, name], ...values.map((value): Field => [8, value]), [20, 7]);
}

export function floatsAttribute(name: string, values: readonly number[]): Uint8Array {
  // Packed, which every reader of protocol buffers takes.
  return message([1, name], [7, new Uint8Array(Float32Array.from(values).buffer)], [20, 6]);
}

export function textAttribute(name: string, value: string): Uint8Array {
  return message([1, name], [4, value], [20, 3]);
}

export function textsAttribute(name: string, values: readonly string[]): Uint8Array {
  return message([1, name], ...values.map((value): Field => [9, value]), [20, 8]);
}

function valueInfo({ name, type, shape }: Graph['inputs'][number]): Uint8Array {
  const dimensions = shape.map((size): Field => [1, message([2, size])]);
  return message([1, name], [2, message([1, message([1, type], [2, message(...dimensions)])])]);
}

function node({ operator, domain, inputs, output, attributes = [] }: Node): Uint8Array {
  return message(
    ...inputs.map((name): Field => [1, name]),
    [2, output],
    [3, output],
    [4, operator],
    ...attributes.map((attribute): Field => [5, attribute]),
    ...(domain === undefined ? [] : [[7, domain] as const]),
  );
}

/** The whole file: IR version 8, operator set 17, that of machine learning 3. */
export function onnxFile(graph: Graph): Uint8Array {
  const body = message(
    ...graph.nodes.map((one): Field => [1, node(one)]),
    [2, 'graph'],
    ...graph.constants.map((constant): Field => [5, constant]),
    ...graph.inputs.map((input): Field => [11, valueInfo(input)]),
    ...graph.outputs.map((output): Field => [12, valueInfo(output)]),
  );
  return message([1, 8], [7, body], [8, message([2, 17])], [8, message([1, MACHINE_LEARNING], [2, 3])]);
}
