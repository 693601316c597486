/**
 * Rows a second when the paper's study is labelled, beside the paper's own architecture (11,992,839 parameters) in PyTorch on the same
 * processor in the same run: `npm run perf:labelling [--rows N]`. The peer needs a Python with PyTorch, named by SPINEL_TORCH_PYTHON;
 * without it only our own figure is printed, and no ratio.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parse } from '@spinel-studio/grammar';
import { createInferenceService } from '@spinel-studio/server/inference/service.ts';
import type { Query } from '@spinel-studio/server/inference/types.ts';
import { createCandidateSpace } from '@spinel-studio/server/study/candidates/candidateSpace.ts';
import { resolveStudy } from '@spinel-studio/server/study/resolveStudy.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const batch = 512;

/** The first candidates of the paper's study, spread evenly over its raw indices. */
function queries(wanted: number): Query[] {
  const text = readFileSync(`${root}examples/paper.spinel`, 'utf8');
  const study = resolveStudy(parse(text), {
    table: () => undefined,
    predictedQuantities: new Set(['gap']),
    candidateLimit: Number.POSITIVE_INFINITY,
    predictionsPerSecond: 1000,
  });
  const all = [...createCandidateSpace(study).candidates()];
  const stride = Math.max(1, Math.floor(all.length / wanted));
  return all.filter((_, i) => i % stride === 0).slice(0, wanted);
}

/** Rows a second of the whole path: queries in, answers with intervals out. */
async function ours(rows: readonly Query[]): Promise<number> {
  const service = createInferenceService({
    modelsFolder: `${root}models`,
    processEntry: `${root}server/dist/inference.mjs`,
    device: 'cpu',
  });
  // The first rows start the process and load the model, which is not labelling.
  await service.predict(rows.slice(0, batch), { priority: 'run' });
  const started = performance.now();
  const rest = rows.slice(batch);
  const answers = await service.predict(rest, { priority: 'run' });
  const seconds = (performance.now() - started) / 1000;
  await service.dispose();
  const failed = answers.filter((answer) => !answer.ok).length;
  if (failed > 0) {
    throw new Error(`${failed} rows of ${answers.length} failed`);
  }
  return rest.length / seconds;
}

/** Rows a second of the paper's architecture in PyTorch, or undefined where there is no PyTorch. */
function theirs(rows: number): number | undefined {
  const python = process.env.SPINEL_TORCH_PYTHON;
  if (!python) {
    return undefined;
  }
  const threads = String(availableParallelism());
  const result = spawnSync(
    python,
    [
      '-m',
      'models.training.throughput',
      '--batch',
      String(batch),
      '--slots',
      '4',
      '--threads',
      threads,
      '--rows',
      String(rows),
    ],
    { cwd: root, encoding: 'utf8' },
  );
  if (result.status !== 0) {
    throw new Error(`The peer failed: ${result.stderr}`);
  }
  const answer: unknown = JSON.parse(result.stdout);
  if (typeof answer !== 'object' || answer === null || !('rowsPerSecond' in answer)) {
    throw new Error(`The peer printed no rowsPerSecond: ${result.stdout}`);
  }
  return Number(answer.rowsPerSecond);
}

const { values } = parseArgs({ options: { rows: { type: 'string', default: '20000' } } });
const rows = queries(Number(values.rows) + batch);
// The peer runs first and last, so that a drift of the machine's speed shows.
const before = theirs(16_384);
const rate = await ours(rows);
const after = theirs(16_384);
console.log(`labelling ${rows.length - batch} candidates of the paper's study: ${rate.toFixed(0)} rows/s`);
if (before === undefined || after === undefined) {
  console.log("the paper's architecture was not measured: SPINEL_TORCH_PYTHON names no Python with PyTorch");
} else {
  console.log(`the paper's architecture in PyTorch: ${before.toFixed(0)} and ${after.toFixed(0)} rows/s`);
  console.log(`ratio: ${(rate / ((before + after) / 2)).toFixed(1)}`);
}
