/** Runs a study in this process, into a folder that is removed after the test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach } from 'vitest';
import type { InferenceService } from '../../inference/types.ts';
import { runStudy } from '../runStudy.ts';
import { resolveText, type StudySource } from '../studySource.ts';
import type { RunEvent, RunManifest } from '../types.ts';
import { plainInference } from './plainInference.ts';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'spinel-pipeline-'));
  folders.push(folder);
  return folder;
}

/** A study from its text alone. */
export function sourceOf(text: string): Promise<StudySource> {
  return resolveText(text, '-', tmpdir(), {
    predictedQuantities: new Set(['gap']),
    candidateLimit: Number.POSITIVE_INFINITY,
    predictionsPerSecond: 1000,
  });
}

export interface InFolder {
  readonly folder: string;
  readonly events: readonly RunEvent[];
  readonly manifest: RunManifest;
}

export async function runInFolder(
  text: string,
  options: {
    readonly folder?: string;
    readonly inference?: InferenceService;
    readonly signal?: AbortSignal;
  } = {},
): Promise<InFolder> {
  const folder = options.folder ?? temporaryFolder();
  const events: RunEvent[] = [];
  const manifest = await runStudy({
    source: await sourceOf(text),
    folder,
    inference: options.inference ?? plainInference(),
    engineVersion: '0.0.0-test',
    signal: options.signal ?? new AbortController().signal,
    onEvent: (event) => events.push(event),
  });
  return { folder, events, manifest };
}
