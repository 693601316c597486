/** The requests beyond the protocol: counting, runs, devices and results. Each fails with a code and a remedy. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Connection } from 'vscode-languageserver';
import type { DocumentStore } from '../../documents/documentStore.ts';
import type { StudyDocument } from '../../documents/studyDocument.ts';
import { SpinelError } from '../../errors.ts';
import type { DeviceReport } from '../../inference/types.ts';
import {
  cancelRun,
  checkDevices,
  countCandidates,
  openResults,
  type RequestMethod,
  resultCurves,
  resultRows,
  startRun,
} from '../../protocol.ts';
import { lineOf } from '../positions.ts';
import { type Log, requested } from './answers.ts';
import type { KeptByRuns } from './keptByRuns.ts';
import type { OpenResults } from './results.ts';
import { freshRunFolder } from './runFolders.ts';
import type { RunOptions, Runs } from './runs.ts';

export interface StudyServices {
  readonly store: DocumentStore;
  readonly log: Log;
  readonly runs: Runs;
  readonly kept: KeptByRuns;
  readonly results: OpenResults;
  readonly runOptions: () => RunOptions;
  readonly trusted: () => boolean;
  readonly checkDevices: () => Promise<readonly DeviceReport[]>;
  readonly now: () => Date;
}

export function registerStudyRequests(connection: Connection, services: StudyServices): void {
  const { store, log, runs, results } = services;

  function on<P, R>({ method }: RequestMethod<P, R>, answer: (parameters: P) => R | Promise<R>): void {
    connection.onRequest(
      method,
      (parameters: P): Promise<unknown> => requested(log, () => answer(parameters)),
    );
  }

  on(countCandidates, ({ uri }) => count(opened(store, uri)));
  on(startRun, ({ uri, folder }) => {
    requireTrust(services);
    const file = fileOf(uri);
    const place = folder === undefined ? freshRunFolder(file, services.now()) : path.resolve(folder);
    runs.start(file, place, services.runOptions());
    const document = store.get(uri);
    if (document) services.kept.started(place, document);
    return { folder: place };
  });
  on(cancelRun, async ({ folder }) => {
    await runs.cancel(folder);
    return null;
  });
  on(checkDevices, () => {
    requireTrust(services);
    return services.checkDevices();
  });
  on(openResults, async ({ folder }) => (await results.open(folder)).summary());
  on(resultRows, async ({ folder, view, offset, limit }) =>
    (await results.store(folder)).rows(view, offset, limit),
  );
  on(resultCurves, async ({ folder, ...request }) => (await results.store(folder)).curves(request));
}

type Counted = NonNullable<(typeof countCandidates)['types']>['result'];

/** Longest text of a statement in a list of counts. */
const LONGEST_TEXT = 120;

async function count(document: StudyDocument): Promise<Counted> {
  const { distinct, raw, byStatement } = await document.counted();
  const { parsed, text } = document.parsed();
  const whole = text.getText();
  const statements = [...byStatement].flatMap(([index, candidates]) => {
    const span = parsed.tree.statements[index]?.span;
    if (!span) return [];
    const written = whole
      .slice(span.start, Math.min(span.end, span.start + LONGEST_TEXT))
      .replace(/\s+/g, ' ');
    return [{ line: lineOf(text, span.start), text: written, candidates }];
  });
  return { distinct, raw, byStatement: statements.sort((a, b) => a.line - b.line) };
}

function opened(store: DocumentStore, uri: string): StudyDocument {
  const document = store.get(uri);
  if (document) return document;
  throw new SpinelError('SP5003', `${uri} is not open in the editor.`, 'Open the study first.');
}

function fileOf(uri: string): string {
  try {
    return fileURLToPath(uri);
  } catch (cause) {
    throw new SpinelError(
      'SP5003',
      `${uri} is not saved as a file.`,
      'Save the study first; a run reads the file.',
      { cause },
    );
  }
}

function requireTrust({ trusted }: StudyServices): void {
  if (trusted()) return;
  throw new SpinelError(
    'SP6002',
    'This workspace is not trusted, so no model is loaded and nothing is run.',
    'Trust the workspace to run studies.',
  );
}
