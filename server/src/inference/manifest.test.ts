import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { SpinelError } from '../errors.ts';
import { parseManifest } from './manifest.ts';
import { writePlainModel } from './testing/plainModel.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'spinel-manifest-'));
const description = writePlainModel(folder);
const text = readFileSync(path.join(folder, 'manifest.json'), 'utf8');

afterAll(() => rmSync(folder, { recursive: true }));

/** The complaint about a manifest in which one field of the first model has another value. */
function complaint(keys: readonly string[], value: unknown): string {
  const manifest = JSON.parse(text);
  let place = manifest.models[0];
  for (const key of keys.slice(0, -1)) place = place[key];
  place[keys.at(-1) as string] = value;
  try {
    parseManifest(JSON.stringify(manifest), 'manifest.json');
  } catch (error) {
    if (error instanceof SpinelError && error.code === 'SP4003') return error.message;
    throw error;
  }
  return 'no complaint';
}

describe('parseManifest', () => {
  it('reads what is needed and nothing else', () => {
    expect(parseManifest(text, 'manifest.json')).toEqual([description]);
  });

  it.each([
    [['sha256'], 'abc', 'models[0].sha256 must be 64 hexadecimal digits, not “abc”'],
    [['bytes'], undefined, 'models[0].bytes must be a number, and is missing'],
    [['bytes'], 1.5, 'models[0].bytes must be a whole number, not 1.5'],
    [['file'], '../../secret.onnx', 'models[0].file must be the name of an .onnx file beside the manifest'],
    [['file'], '/etc/passwd.onnx', 'models[0].file must be the name of an .onnx file beside the manifest'],
    [['limits', 'maxElements'], '12', 'models[0].limits.maxElements must be a number, not the string "12"'],
    [['domain', 'out'], 0.5, 'models[0].domain.out must not lie below domain.edge'],
    [['domain', 'elementCounts', 'Zn'], -1, 'models[0].domain.elementCounts.Zn must lie in 0 to Infinity'],
    [['intervals', 'halfWidthPerSigma', '0.90'], undefined, 'halfWidthPerSigma must have an entry "0.90"'],
    [
      ['intervals', 'halfWidthPerSigma', '0.68'],
      { in: 1, edge: 1 },
      'halfWidthPerSigma.0.68.out must be a number',
    ],
    [['errors'], {}, 'models[0].errors must be a list, not an object'],
    [['training'], null, 'models[0].training must be an object, not null'],
  ])('names the field %s', (keys, value, message) => {
    expect(complaint(keys, value)).toContain(
      `manifest.json: ${message}`.replace(/^manifest.json: half/, 'half'),
    );
  });

  it('refuses another schema and a manifest without models', () => {
    expect(() => parseManifest('{"schema":2,"models":[]}', 'm')).toThrow('m: schema is 2');
    expect(() => parseManifest('{"schema":1,"models":[]}', 'm')).toThrow(
      'm: models must name at least one model',
    );
  });

  it('gives nothing but a model list or SP4003 for any text', () => {
    const mutation = fc.tuple(fc.nat(text.length), fc.nat(20), fc.string({ maxLength: 8 }));
    fc.assert(
      fc.property(mutation, ([from, length, inserted]) => {
        try {
          parseManifest(text.slice(0, from) + inserted + text.slice(from + length), 'manifest.json');
        } catch (error) {
          expect(error).toMatchObject({ code: 'SP4003' });
        }
      }),
    );
  });
});

/** The manifest with other fields in its first model. */
function manifestWith(fields: Readonly<Record<string, unknown>>): string {
  const manifest = JSON.parse(text);
  Object.assign(manifest.models[0], fields);
  return JSON.stringify(manifest);
}

describe('inputs and outputs', () => {
  const output = (role?: string) => ({ type: 'float32', shape: ['batch'], ...(role ? { role } : {}) });

  it('are found by their roles, whatever their names', () => {
    const outputs = {
      distance: output('novelty'),
      hull_ev_per_atom: output('value'),
      spread: output('sigma'),
      other: {},
    };
    const [model] = parseManifest(manifestWith({ quantity: 'hull', outputs }), 'm');
    expect(model?.network).toEqual({
      pbeGap: false,
      outputs: { value: 'hull_ev_per_atom', sigma: 'spread', novelty: 'distance' },
    });
  });

  it('may tell how likely there is no gap, and what it is otherwise', () => {
    const needed = { a: output('value'), b: output('sigma'), c: output('novelty') };
    const outputs = { ...needed, d: output('metal'), e: output('metalGga'), f: output('conditional') };
    const [model] = parseManifest(manifestWith({ quantity: 'gap', outputs }), 'm');
    expect(model?.network.outputs).toMatchObject({ metal: 'd', metalGga: 'e', conditional: 'f' });
    expect(() => parseManifest(manifestWith({ quantity: 'hull', outputs }), 'm')).toThrow(
      'outputs.d has the role “metal”, which belongs to models of the quantity “gap” alone',
    );
  });

  it('are those of a model of gaps where a manifest from before says no roles', () => {
    const outputs = { gap_ev: output(), sigma_ev: output(), novelty: output() };
    const former = { outputs, inputs: undefined, range: undefined };
    const [model] = parseManifest(manifestWith(former), 'm');
    expect(model?.network.outputs).toEqual({ value: 'gap_ev', sigma: 'sigma_ev', novelty: 'novelty' });
    expect(model?.range).toEqual({ least: 0, most: undefined });
  });

  it.each([
    [{ outputs: { a: output('value'), b: output('sigma') } }, 'must have an output with the role “novelty”'],
    [
      { outputs: { a: output('value'), b: output('value') } },
      'outputs.b has the role “value”, which outputs.a',
    ],
    [
      { outputs: { a: output('valve') } },
      'outputs.a.role must be one of value, sigma, novelty, metal, metalGga, conditional',
    ],
    [{ inputs: { pressure: {} } }, 'inputs.pressure is an input that this engine cannot give'],
    [{ inputs: { pbe_gap_ev: {} } }, 'inputs.pbe_gap_ev belongs to models of the quantity “correct” alone'],
    [{ quantity: 'correct' }, 'inputs must name pbe_gap_ev'],
    [{ devices: ['cuda'] }, 'devices must include "cpu"'],
    [{ devices: ['tpu'] }, 'devices[0] must be one of'],
    [{ range: { least: 1, most: 0 } }, 'range.most must lie in 1 to'],
  ])('complain of %j', (fields, message) => {
    expect(() => parseManifest(manifestWith(fields), 'm')).toThrow(message);
  });

  it('names the own folder in the remedy of an own manifest', () => {
    try {
      parseManifest(manifestWith({ sha256: 'abc' }), '/own/manifest.json', '/own');
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'SP4003', remedy: expect.stringContaining('/own') });
    }
  });
});
