import path from 'node:path';
import { performance } from 'node:perf_hooks';
import type { InferenceService } from '../inference/types.ts';
import { createCandidateSpace } from '../study/candidates/candidateSpace.ts';
import type { CandidateSpace } from '../study/types.ts';
import { writeWhole } from './atomicFile.ts';
import { type StudyLabels, studyLabels } from './candidateRow.ts';
import { checkExports, exportRows } from './exportStage.ts';
import type { FurtherQuantity, RunModels } from './furtherQuantities.ts';
import { type FinishedParts, findFinishedParts, type PredictedParts, predictParts } from './predictStage.ts';
import { earlierRun, refuseUnusable, runModels } from './preflight.ts';
import { RunClock } from './progress.ts';
import { type QuantityReader, quantityReader, readRunRows, reasonForSkipping } from './quantities.ts';
import { type Ranking, rankRows } from './rankStage.ts';
import { writeResults } from './resultsStage.ts';
import {
  createRunFolder,
  partFile,
  RESULTS_FILE,
  removeLeftovers,
  removeParts,
  STUDY_FILE,
  sha256OfFile,
  sha256OfText,
  writeManifest,
} from './runFolder.ts';
import { lockRunFolder } from './runLock.ts';
import { describeRun, type RunEnd } from './runManifest.ts';
import { applyScreens, type Screening } from './screenStage.ts';
import { fingerprint, readStudyText, type StudySource } from './studySource.ts';
import { type FileFacts, openParquet } from './table/parquetFile.ts';
import { ResultTable } from './table/resultTable.ts';
import type { RunEvent, RunManifest } from './types.ts';

export interface RunOptions {
  readonly source: StudySource;
  readonly folder: string;
  readonly inference: InferenceService;
  readonly engineVersion: string;
  readonly signal: AbortSignal;
  readonly onEvent: (event: RunEvent) => void;
  /** Start over where the folder holds a run already. */
  readonly overwrite?: boolean;
}

/**
 * Runs a study into a folder and resolves to the manifest it leaves there. A run that was interrupted goes on after its last finished
 * part; one that is complete is left as it is. Rejects with a SpinelError (SP4…, SP5…), or with the signal's reason where it was aborted;
 * the folder is resumable in either case.
 */
export async function runStudy(options: RunOptions): Promise<RunManifest> {
  refuseUnusable(options.source);
  checkExports(options.source.study, options.folder);
  const models = await runModels(options.inference, options.source.study);
  await createRunFolder(options.folder);
  const unlock = await lockRunFolder(options.folder);
  try {
    await removeLeftovers(options.folder);
    const earlier = await earlierRun(options, models);
    if (earlier?.state === 'complete' && (await hasResults(options, earlier))) {
      return announceComplete(options, earlier);
    }
    return await new Run(options, models, earlier).complete();
  } finally {
    await unlock();
  }
}

/** Whether the results of a complete run are still there; the user is told where they are not. */
async function hasResults({ folder, onEvent }: RunOptions, { counts }: RunManifest): Promise<boolean> {
  const file = path.join(folder, RESULTS_FILE);
  const rows = await openParquet(file).then(
    (table) => table.rows,
    () => undefined,
  );
  if (rows === counts.distinct) return true;
  onEvent({
    kind: 'warning',
    code: 'SP5010',
    message: `${file} is missing or damaged and is computed anew.`,
  });
  return false;
}

function announceComplete({ onEvent, folder, source }: RunOptions, manifest: RunManifest): RunManifest {
  const { distinct, kept, failed } = manifest.counts;
  const study = manifest.study.title;
  onEvent({ kind: 'started', folder, study, distinct, resumedFrom: distinct });
  for (const [place, screen] of manifest.screens.entries()) {
    onEvent({ kind: 'screened', statement: source.study.screens[place]?.statement ?? -1, ...screen });
  }
  onEvent({ kind: 'finished', folder, candidates: distinct, kept, failed, seconds: 0 });
  return manifest;
}

/** One attempt at a run, stage by stage. */
class Run {
  readonly #options: RunOptions;
  readonly #models: RunModels;
  readonly #further: readonly FurtherQuantity[];
  readonly #space: CandidateSpace;
  readonly #labels: StudyLabels;
  readonly #facts: FileFacts;
  readonly #began = performance.now();
  readonly #started: string;

  constructor(options: RunOptions, models: RunModels, earlier: RunManifest | undefined) {
    const { source } = options;
    this.#options = options;
    this.#models = models;
    this.#further = [...models.further.keys()];
    this.#space = createCandidateSpace(source.study);
    this.#labels = studyLabels(source.study, source.text);
    this.#started = earlier?.started ?? new Date().toISOString();
    this.#facts = {
      'spinel.study': fingerprint(source),
      'spinel.model': models.gap.sha256,
      ...Object.fromEntries(
        [...models.further].map(([quantity, model]) => [`spinel.model.${quantity}`, model.sha256]),
      ),
      'spinel.engine': options.engineVersion,
    };
  }

  async complete(): Promise<RunManifest> {
    const distinct = this.#plan();
    const finished = await findFinishedParts({ ...this.#options, ...this.#common() });
    await writeWhole(this.#inside(STUDY_FILE), this.#options.source.text);
    await writeManifest(this.#options.folder, this.#manifest(distinct, 'running'));
    this.#tell({
      kind: 'started',
      folder: this.#options.folder,
      study: this.#title,
      distinct,
      resumedFrom: finished.rows,
    });
    const predicted = await this.#predict(distinct, finished);
    return this.#conclude(distinct, predicted);
  }

  get #title(): string {
    const { study, file } = this.#options.source;
    return study.title ?? (file === '-' ? 'Study from standard input' : path.basename(file, '.spinel'));
  }

  #tell(event: RunEvent): void {
    this.#options.onEvent(event);
  }

  #warn(code: string, message: string): void {
    this.#tell({ kind: 'warning', code, message });
  }

  #inside(name: string): string {
    return path.join(this.#options.folder, name);
  }

  #common() {
    return {
      space: this.#space,
      facts: this.#facts,
      warn: (code: string, message: string) => this.#warn(code, message),
    };
  }

  #plan(): number {
    const { distinct } = this.#space.count();
    this.#options.signal.throwIfAborted();
    return distinct;
  }

  #predict(distinct: number, finished: FinishedParts): Promise<PredictedParts> {
    const clock = new RunClock('predict', distinct, finished.rows, (event) => this.#tell(event));
    const { folder, inference, signal } = this.#options;
    const labels = this.#labels;
    const further = this.#further;
    const options = { folder, inference, signal, labels, further, clock, ...this.#common() };
    return predictParts(options, finished);
  }

  /** Everything after the predictions: small beside them, and done anew where it is interrupted. */
  async #conclude(distinct: number, predicted: PredictedParts): Promise<RunManifest> {
    const parts = Array.from({ length: predicted.parts }, (_, part) => this.#inside(partFile(part)));
    const rows = await readRunRows(parts, predicted.rows, this.#further);
    const read = quantityReader(rows, this.#space);
    const { study } = this.#options.source;
    const screening = applyScreens(study.screens, rows, read, this.#space);
    this.#tellScreens(screening);
    this.#tellLeftOut(read);
    const ranking = rankRows(study, screening.kept, read);
    this.#options.signal.throwIfAborted();
    const files = [await this.#writeResults(parts, screening, ranking)];
    files.push(...(await this.#writeExports(ranking)));
    await this.#noteChangedStudy();
    const manifest = this.#manifest(distinct, 'complete', { predicted, screening, files });
    await writeManifest(this.#options.folder, manifest);
    await removeParts(this.#options.folder);
    const kept = ranking.order.length;
    const seconds = (performance.now() - this.#began) / 1000;
    const { folder } = this.#options;
    this.#tell({ kind: 'finished', folder, candidates: distinct, kept, failed: predicted.failed, seconds });
    return manifest;
  }

  async #writeResults(parts: readonly string[], screening: Screening, ranking: Ranking) {
    const file = this.#inside(RESULTS_FILE);
    const facts = { ...this.#facts, 'spinel.title': this.#title };
    const screens = this.#options.source.study.screens.map(({ text }) => text);
    const rows = await writeResults({
      file,
      parts,
      sites: this.#labels.sites,
      further: this.#further,
      facts,
      screening,
      screens,
      ranking,
      clock: new RunClock('export', screening.kept.length, 0, (event) => this.#tell(event)),
    });
    return { path: RESULTS_FILE, sha256: await sha256OfFile(file), rows };
  }

  async #writeExports(ranking: Ranking) {
    const targets = checkExports(this.#options.source.study, this.#options.folder);
    if (targets.length === 0) return [];
    const table = await ResultTable.open(this.#inside(RESULTS_FILE));
    const files: { path: string; sha256: string; rows: number }[] = [];
    for (const target of targets) {
      const rows = await exportRows(target, table, ranking);
      files.push({ path: target.shown, sha256: await sha256OfFile(target.file), rows });
      this.#tell({ kind: 'exported', path: target.file, rows });
    }
    return files;
  }

  #tellScreens(screening: Screening): void {
    for (const outcome of screening.outcomes) {
      if (outcome.skipped !== undefined) {
        this.#warn('SP3009', `The screen "${outcome.text}" is skipped: ${outcome.skipped}.`);
      }
      this.#tell({ kind: 'screened', ...outcome });
    }
  }

  /** Screens speak for themselves; whatever else of the study is left out is told here. */
  #tellLeftOut(read: QuantityReader): void {
    const { rank, explain } = this.#options.source.study;
    for (const { quantity } of rank?.keys ?? []) {
      if (read.answers(quantity)) continue;
      this.#warn('SP3009', `Ranking leaves out "${quantity}": ${reasonForSkipping(quantity)}.`);
    }
    for (const { quantity } of explain) {
      this.#warn('SP3009', `"explain ${quantity}" is left out: nothing installed explains predictions.`);
    }
  }

  /** The run uses the copy in its folder; the user should know when that is not what the file says now. */
  async #noteChangedStudy(): Promise<void> {
    const { source } = this.#options;
    if (source.file === '-') return;
    const now = await readStudyText(source.file).catch(() => undefined);
    if (now !== undefined && sha256OfText(now) === source.sha256) return;
    const what = now === undefined ? 'has gone' : 'has changed';
    this.#warn(
      'SP5004',
      `${source.file} ${what} since the run began; the results are those of ${STUDY_FILE} in the folder.`,
    );
  }

  #manifest(distinct: number, state: RunManifest['state'], end?: RunEnd): RunManifest {
    return describeRun(
      {
        source: this.#options.source,
        title: this.#title,
        models: this.#models,
        engineVersion: this.#options.engineVersion,
        started: this.#started,
        raw: this.#space.rawCount,
        distinct,
      },
      state,
      end,
    );
  }
}
