/** Runs of the real command in a folder of their own, with the plain model on the CPU. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { afterEach, beforeEach } from 'vitest';
import { writePlainModel } from '../../inference/testing/plainModel.ts';
import type { RunEvent, RunManifest } from '../../pipeline/types.ts';
import { type Outcome, outcomeOf, start } from './spinel.ts';
import { writeStudy } from './studies.ts';

/** A study, the plain model, and the folder of its run. */
export class RunCase {
  readonly folder: string;
  readonly models: string;
  study: string;
  out: string;

  /** The folder given, or a new one, which whoever makes the case removes. */
  constructor(text: string, folder: string = mkdtempSync(path.join(tmpdir(), 'spinel-run-'))) {
    this.folder = folder;
    this.models = path.join(folder, 'models');
    this.study = writeStudy(folder, text);
    this.out = path.join(folder, 'run');
    writePlainModel(this.models);
  }

  /** Writes another study in place of the first. */
  write(text: string): void {
    this.study = writeStudy(this.folder, text);
  }

  begin(...more: readonly string[]) {
    const args = ['run', this.study, '--out', this.out, '--device', 'cpu', ...more];
    return start(args, { models: this.models });
  }

  run(...more: readonly string[]): Promise<Outcome> {
    return outcomeOf(this.begin(...more));
  }

  inside(name: string): string {
    return path.join(this.out, name);
  }

  read(name: string): string {
    return readFileSync(this.inside(name), 'utf8');
  }

  get manifest(): RunManifest {
    return JSON.parse(this.read('manifest.json'));
  }

  /** The rows of a Parquet file of the run. */
  rows(name: string) {
    const bytes = readFileSync(this.inside(name));
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    return parquetReadObjects({ file });
  }
}

/** A new case for every test of a group, removed after it. */
export function useRunCase(text: string): () => RunCase {
  let one: RunCase | undefined;
  beforeEach(() => {
    one = new RunCase(text);
  });
  afterEach(() => {
    if (one !== undefined) rmSync(one.folder, { recursive: true, force: true });
  });
  return () => one as RunCase;
}

/** The events that `--json` printed. */
export function eventsOf(stdout: string): RunEvent[] {
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line));
}

export function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
