/** What `models/manifest.json` may say, checked by hand so that each complaint names its field. */

import { allDevices } from './devices.ts';
import { FieldReader } from './fieldReader.ts';
import { manifestRemedy } from './modelRemedies.ts';
import { readNetwork } from './networkFields.ts';
import type { Device, DomainFlag, ModelDescription } from './types.ts';

/** The version of the manifest's layout that this engine reads. */
const SCHEMA = 1;

/** The coverages that a prediction reports: sigma is half of the first, low and high bound the second. */
export const SIGMA_COVERAGE = 0.68;
export const INTERVAL_COVERAGE = 0.9;

/**
 * The models of a manifest.
 * @param text the whole file
 * @param file its name in error messages
 * @param ownFolder the user's own folder that it lies in; undefined for the one that is shipped
 * @throws SpinelError SP4003, naming the field that is missing or wrong
 */
export function parseManifest(
  text: string,
  file: string,
  ownFolder: string | undefined = undefined,
): readonly ModelDescription[] {
  const root = new FieldReader(parseJson(text, file, ownFolder), file, manifestRemedy(ownFolder));
  const schema = root.field('schema').whole(1);
  if (schema !== SCHEMA) {
    throw root
      .field('schema')
      .problem(`is ${schema}, and this version of Spinel Studio reads ${SCHEMA} only`);
  }
  const models = root
    .field('models')
    .items()
    .map((model) => readModel(model, ownFolder));
  if (models.length === 0) throw root.field('models').problem('must name at least one model');
  return models;
}

function parseJson(text: string, file: string, ownFolder: string | undefined): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FieldReader(undefined, file, manifestRemedy(ownFolder)).problem(
      `file is no valid JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function readModel(model: FieldReader, ownFolder: string | undefined): ModelDescription {
  const text = (name: string) => model.field(name).text();
  return {
    id: model.field('id').textLike(/^[a-z][a-z0-9_-]*$/, 'a name of small letters'),
    version: model.field('version').textLike(/^\d+\.\d+\.\d+/, 'a version such as 1.0.0'),
    // A file name alone: a manifest must not reach out of its own folder.
    file: model
      .field('file')
      .textLike(/^[\w-][\w.-]*\.onnx$/, 'the name of an .onnx file beside the manifest'),
    sha256: model.field('sha256').textLike(/^[0-9a-f]{64}$/, '64 hexadecimal digits'),
    bytes: model.field('bytes').whole(1),
    quantity: text('quantity'),
    unit: text('unit'),
    title: text('title'),
    summary: text('summary'),
    precision: text('precision'),
    parameters: model.field('parameters').whole(0),
    limits: { maxElements: model.field('limits').field('maxElements').whole(1) },
    network: readNetwork(model, text('quantity')),
    range: readRange(model.optional('range')),
    devices: readDevices(model.optional('devices')),
    ownFolder,
    domain: readDomain(model.field('domain')),
    intervals: readIntervals(model.field('intervals')),
    errors: model.field('errors').items().map(readError),
    training: record(model.field('training'), (field) => field.textOrNumber()),
    licence: text('licence'),
    card: text('card'),
  };
}

/** Energies above a hull and gaps are never negative, which manifests from before this field take for granted. */
function readRange(range: FieldReader | undefined): ModelDescription['range'] {
  if (range === undefined) return { least: 0, most: undefined };
  const least = range.optional('least')?.number();
  return { least, most: range.optional('most')?.number(least) };
}

/** The CPU has to be among them: it is what every other device is verified against. */
function readDevices(devices: FieldReader | undefined): readonly Device[] | undefined {
  const named = devices?.items().map((item) => {
    const device = allDevices.find((known) => known === item.text());
    if (device === undefined) throw item.problem(`must be one of ${allDevices.join(', ')}`);
    return device;
  });
  if (named !== undefined && !named.includes('cpu')) throw devices?.problem('must include "cpu"');
  return named;
}

function readDomain(domain: FieldReader): ModelDescription['domain'] {
  const edge = domain.field('edge').number(0);
  const out = domain.field('out').number(0);
  if (out < edge) throw domain.field('out').problem(`must not lie below domain.edge, which is ${edge}`);
  return {
    edge,
    out,
    minElementCount: domain.field('minElementCount').whole(0),
    elementCounts: record(domain.field('elementCounts'), (count) => count.whole(0)),
  };
}

function readIntervals(intervals: FieldReader): ModelDescription['intervals'] {
  const widths = intervals.field('halfWidthPerSigma');
  const halfWidthPerSigma = record(widths, readWidths);
  for (const coverage of [SIGMA_COVERAGE, INTERVAL_COVERAGE]) {
    if (!Object.keys(halfWidthPerSigma).some((name) => Number(name) === coverage)) {
      throw widths.problem(`must have an entry "${coverage.toFixed(2)}"`);
    }
  }
  return {
    method: intervals.field('method').text(),
    calibrationRows: intervals.field('calibrationRows').whole(0),
    halfWidthPerSigma,
  };
}

function readWidths(widths: FieldReader): Readonly<Record<DomainFlag, number>> {
  const width = (flag: DomainFlag) => widths.field(flag).number(0);
  return { in: width('in'), edge: width('edge'), out: width('out') };
}

function readError(error: FieldReader): ModelDescription['errors'][number] {
  return {
    what: error.field('what').text(),
    value: error.field('value').number(),
    unit: error.field('unit').text(),
    rows: error.field('rows').whole(0),
  };
}

function record<T>(fields: FieldReader, read: (field: FieldReader) => T): Record<string, T> {
  return Object.fromEntries(fields.entries().map(([name, field]) => [name, read(field)]));
}
