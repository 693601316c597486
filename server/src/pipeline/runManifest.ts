import path from 'node:path';
import { allModels, type RunModels } from './furtherQuantities.ts';
import type { PredictedParts } from './predictStage.ts';
import { STUDY_FILE } from './runFolder.ts';
import type { Screening } from './screenStage.ts';
import type { StudySource } from './studySource.ts';
import type { RunManifest } from './types.ts';

/** What is known of a run from its beginning. */
export interface RunBeginning {
  readonly source: StudySource;
  readonly title: string;
  readonly models: RunModels;
  readonly engineVersion: string;
  readonly started: string;
  readonly raw: number;
  readonly distinct: number;
}

/** What is known of it at its end. */
export interface RunEnd {
  readonly predicted: PredictedParts;
  readonly screening: Screening;
  readonly files: RunManifest['files'];
}

/** The record that a run leaves in its folder. */
export function describeRun(
  beginning: RunBeginning,
  state: RunManifest['state'],
  end: RunEnd | undefined,
): RunManifest {
  const { source, title, models, engineVersion, started, raw, distinct } = beginning;
  const { id, version, sha256 } = models.gap;
  const copy = { path: STUDY_FILE, sha256: source.sha256, rows: 0 };
  const failed = end?.predicted.failed ?? 0;
  return {
    schema: 1,
    state,
    study: { title, file: path.basename(source.file), sha256: source.sha256 },
    inputs: source.inputs,
    engine: { version: engineVersion, node: process.versions.node },
    model: { id, version, sha256 },
    models: allModels(models).map((model) => ({
      quantity: model.quantity,
      id: model.id,
      version: model.version,
      sha256: model.sha256,
    })),
    device: end?.predicted.devices.join(', ') ?? 'unknown',
    started,
    finished: end === undefined ? undefined : new Date().toISOString(),
    counts: {
      raw,
      distinct,
      predicted: (end?.predicted.rows ?? 0) - failed,
      failed,
      kept: keptBy(end?.screening),
    },
    screens: (end?.screening.outcomes ?? []).map(({ text, kept, of, skipped }) => ({
      text,
      kept,
      of,
      skipped,
    })),
    files: [copy, ...(end?.files ?? [])],
  };
}

function keptBy(screening: Screening | undefined): number {
  return screening?.kept.reduce((sum, flag) => sum + flag, 0) ?? 0;
}
