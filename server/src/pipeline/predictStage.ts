import { rm } from 'node:fs/promises';
import path from 'node:path';
import { isChargeBalanced } from '../chemistry/charge.ts';
import { SpinelError } from '../errors.ts';
import type { Answer, InferenceService, ModelQuantity } from '../inference/types.ts';
import type { Candidate, CandidateSpace } from '../study/types.ts';
import { RowGatherer, type StudyLabels } from './candidateRow.ts';
import { readError, systemCode } from './fileErrors.ts';
import type { CandidateAnswers, FurtherQuantity } from './furtherQuantities.ts';
import type { RunClock } from './progress.ts';
import { partFile } from './runFolder.ts';
import { type FileFacts, openParquet, type ParquetTable, writeParquet } from './table/parquetFile.ts';
import { predictedColumns } from './table/schema.ts';

/**
 * Raw indices a part covers. Parts are cut by raw index, so that where a run was interrupted makes no difference to what is in them;
 * their size bounds the work that is lost.
 */
export const RAW_INDICES_PER_PART = 4096;

/** Candidates asked for at once. */
const BATCH = 1024;

/** Batches asked for before the first is answered: the inference process computes one while this one enumerates the next. */
const BATCHES_AHEAD = 3;

export interface PredictStageOptions {
  readonly folder: string;
  readonly space: CandidateSpace;
  readonly labels: StudyLabels;
  readonly inference: InferenceService;
  readonly signal: AbortSignal;
  /** What is predicted beside the gap. */
  readonly further: readonly FurtherQuantity[];
  /** What ties a part to its study and its models. */
  readonly facts: FileFacts;
  readonly clock: RunClock;
  readonly warn: (code: string, message: string) => void;
}

/** One part's worth of predictions. */
interface Part {
  readonly rows: number;
  readonly failed: number;
  readonly device: string;
}

export interface PredictedParts {
  readonly parts: number;
  readonly rows: number;
  readonly failed: number;
  /** The devices that predicted, in the order in which they came; usually one. */
  readonly devices: readonly string[];
}

/** Parts and rows of an earlier attempt that can be kept. */
export interface FinishedParts {
  readonly byNumber: ReadonlyMap<number, Part>;
  readonly rows: number;
}

/** Facts in a part's file besides those that tie it to its study and models. */
const FAILED = 'spinel.failed';
const DEVICE = 'spinel.device';

export function partCount(space: CandidateSpace): number {
  return Math.ceil(space.rawCount / RAW_INDICES_PER_PART);
}

/** The parts that an earlier attempt finished. A part that is damaged is removed, to be computed anew. */
export async function findFinishedParts(
  options: Pick<PredictStageOptions, 'folder' | 'space' | 'facts' | 'warn'>,
): Promise<FinishedParts> {
  const byNumber = new Map<number, Part>();
  let rows = 0;
  for (let part = 0; part < partCount(options.space); part += 1) {
    const file = path.join(options.folder, partFile(part));
    const found = await openIntact(file, options.warn);
    if (found === undefined || !sameFacts(found.facts, options.facts)) continue;
    const failed = Number(found.facts[FAILED] ?? 0);
    byNumber.set(part, { rows: found.rows, failed, device: found.facts[DEVICE] ?? 'unknown' });
    rows += found.rows;
  }
  return { byNumber, rows };
}

/** A part's file; undefined where it is missing, and where it is damaged, in which case it is removed. */
async function openIntact(
  file: string,
  warn: PredictStageOptions['warn'],
): Promise<ParquetTable | undefined> {
  try {
    return await openParquet(file);
  } catch (error) {
    if (!(error instanceof SpinelError)) throw error;
    const code = systemCode(error.cause);
    if (code === 'ENOENT') return undefined;
    if (code !== undefined) throw readError(file, error.cause);
    warn('SP5010', `${file} is damaged and is computed anew.`);
    await rm(file, { force: true });
    return undefined;
  }
}

function sameFacts(found: FileFacts, wanted: FileFacts): boolean {
  return Object.entries(wanted).every(([name, value]) => found[name] === value);
}

/** Predicts every candidate that no finished part has, part by part. */
export async function predictParts(
  options: PredictStageOptions,
  finished: FinishedParts,
): Promise<PredictedParts> {
  let rows = 0;
  let failed = 0;
  const devices = new Set<string>();
  const parts = partCount(options.space);
  for (let part = 0; part < parts; part += 1) {
    const done = finished.byNumber.get(part) ?? (await predictPart(part, options));
    rows += done.rows;
    failed += done.failed;
    if (done.rows > 0) devices.add(done.device);
  }
  return { parts, rows, failed, devices: [...devices] };
}

async function predictPart(part: number, options: PredictStageOptions): Promise<Part> {
  const columns = predictedColumns(options.labels.sites, options.further);
  const gatherer = new RowGatherer(options.labels, columns);
  await gather(part, options, gatherer);
  options.signal.throwIfAborted();
  const { rows, failed } = gatherer;
  const device = options.inference.status.device ?? 'unknown';
  const facts = { ...options.facts, [FAILED]: String(failed), [DEVICE]: device };
  await writeParquet(path.join(options.folder, partFile(part)), columns, facts, [gatherer.columns]);
  return { rows, failed, device };
}

interface Batch {
  readonly candidates: readonly Candidate[];
  readonly answers: Promise<readonly CandidateAnswers[]>;
}

async function gather(part: number, options: PredictStageOptions, gatherer: RowGatherer): Promise<void> {
  const from = part * RAW_INDICES_PER_PART;
  const to = Math.min(from + RAW_INDICES_PER_PART, options.space.rawCount);
  const open: Batch[] = [];
  const settle = async () => {
    const batch = open.shift();
    if (batch === undefined) return;
    const answers = await batch.answers;
    for (const [place, candidate] of batch.candidates.entries()) {
      gatherer.add(
        candidate,
        isChargeBalanced(candidate.composition),
        answers[place] ?? { gap: unanswered(), further: new Map() },
      );
    }
    options.clock.advance(batch.candidates.length);
  };
  for (const candidates of batchesOf(options.space.candidates(from, to))) {
    options.signal.throwIfAborted();
    open.push({ candidates, answers: ask(candidates, options) });
    if (open.length === BATCHES_AHEAD) await settle();
  }
  while (open.length > 0) await settle();
}

/** Asks the models at once, so that the inference process always has work. */
function ask(
  candidates: readonly Candidate[],
  { inference, signal, further }: PredictStageOptions,
): Promise<readonly CandidateAnswers[]> {
  const queries = candidates.map(({ composition, spaceGroup }) => ({ composition, spaceGroup }));
  const of = (quantity: ModelQuantity) => inference.predict(queries, { priority: 'run', quantity, signal });
  const answers = Promise.all([of('gap'), ...further.map(of)]).then(([gaps = [], ...others]) =>
    gaps.map(
      (gap, place): CandidateAnswers => ({
        gap,
        further: new Map(
          further.map((quantity, which) => [quantity, others[which]?.[place] ?? unanswered()]),
        ),
      }),
    ),
  );
  // A batch that fails before its turn has come is heard of when it has.
  answers.catch(() => undefined);
  return answers;
}

function unanswered(): Answer {
  return { ok: false, code: 'SP4008', message: 'The inference process gave no answer.' };
}

function* batchesOf(candidates: Iterable<Candidate>): Generator<readonly Candidate[]> {
  let batch: Candidate[] = [];
  for (const candidate of candidates) {
    batch.push(candidate);
    if (batch.length === BATCH) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
