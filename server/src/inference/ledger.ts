/** Who waits for which prediction of one quantity: requests, the rows they share, and the jobs in which rows are sent. */
import type { RawPrediction } from './answer.ts';
import { rankOf } from './jobQueue.ts';
import type { ToProcess } from './messages.ts';
import type { AnswerMessage } from './supervisor.ts';
import { type Bucket, encode } from './tensors.ts';
import type { Answer, ModelQuantity, Priority, Query } from './types.ts';

/** Rows of a job: few enough that a lost process costs little and a message is quickly read. */
const LARGEST_JOB = 2048;

/** A query with its place in the cache. */
export interface KeyedQuery {
  readonly key: string;
  readonly query: Query;
}

interface Request {
  readonly answers: (Answer | undefined)[];
  readonly rows: Row[];
  open: number;
  readonly settle: (outcome: { readonly answers: readonly Answer[] } | { readonly reason: unknown }) => void;
}

interface Row extends KeyedQuery {
  readonly waiters: { readonly request: Request; readonly place: number }[];
  settled: boolean;
  /** The most urgent job that has this row. */
  job: Job;
}

interface Job {
  readonly id: number;
  readonly priority: Priority;
  readonly rows: Row[];
  /** What was sent, and how many of its rows have come back; undefined while it waits for a process. */
  sent: { readonly rows: readonly Row[]; readonly buckets: readonly Bucket[]; open: number } | undefined;
}

export interface LedgerOptions {
  readonly quantity: ModelQuantity;
  /** The next free job number; ledgers that speak to one process share the numbers, by which answers find their ledger. */
  readonly nextJob: () => number;
  readonly interpret: (query: Query, raw: RawPrediction) => Answer;
  readonly onAnswer: (key: string, answer: Answer) => void;
  /** Called when work begins or nothing is left. */
  readonly onOutstanding: (outstanding: boolean) => void;
}

export class Ledger {
  readonly #options: LedgerOptions;
  readonly #rows = new Map<string, Row>();
  readonly #jobs = new Map<number, Job>();
  #send: ((message: ToProcess) => void) | undefined;

  constructor(options: LedgerOptions) {
    this.#options = options;
  }

  get outstanding(): boolean {
    return this.#jobs.size > 0;
  }

  /**
   * Answers in the order of `places`; places that are answered already are filled in `known`. A row that somebody waits for already is
   * not computed twice, unless this request is more urgent.
   */
  request(
    queries: readonly (KeyedQuery | undefined)[],
    known: (Answer | undefined)[],
    priority: Priority,
    signal: AbortSignal | undefined,
  ): Promise<readonly Answer[]> {
    return new Promise((resolve, reject) => {
      const abort = () => this.#abort(request, signal?.reason);
      const request: Request = {
        answers: known,
        rows: [],
        open: 0,
        settle: (outcome) => {
          signal?.removeEventListener('abort', abort);
          if ('answers' in outcome) resolve(outcome.answers);
          else reject(outcome.reason);
        },
      };
      this.#enter(request, queries, priority);
      if (request.open === 0) request.settle({ answers: known as Answer[] });
      else signal?.addEventListener('abort', abort, { once: true });
    });
  }

  /** A process is ready: everything that is waiting is sent. */
  connect(send: (message: ToProcess) => void): void {
    this.#send = send;
    for (const job of this.#jobs.values()) this.#sendJob(job);
  }

  /** The process is gone: what it has not answered waits for the next. */
  disconnect(): void {
    this.#send = undefined;
    for (const job of this.#jobs.values()) job.sent = undefined;
  }

  /** Takes an answer; one to a job of another ledger is left alone. */
  receive(message: AnswerMessage): void {
    const job = this.#jobs.get(message.job);
    const bucket = job?.sent?.buckets[message.bucket];
    if (job?.sent === undefined || bucket === undefined) return;
    const count = message.kind === 'rows' ? message.value.length : message.count;
    for (let offset = 0; offset < count; offset += 1) {
      const row = job.sent.rows[bucket.rows[message.from + offset] as number];
      if (row !== undefined && !row.settled) this.#settle(row, this.#answerOf(row, message, offset));
    }
    job.sent.open -= count;
    if (job.sent.open <= 0) this.#removeJob(job);
  }

  /** Rejects every request. */
  rejectAll(reason: unknown): void {
    const requests = new Set(
      [...this.#rows.values()].flatMap((row) => row.waiters.map(({ request }) => request)),
    );
    for (const job of this.#jobs.values()) this.#cancel(job);
    this.#rows.clear();
    this.#jobs.clear();
    this.#options.onOutstanding(false);
    for (const request of requests) request.settle({ reason });
  }

  #enter(request: Request, queries: readonly (KeyedQuery | undefined)[], priority: Priority): void {
    let fresh: Row[] = [];
    const flush = () => {
      if (fresh.length > 0) this.#addJob(priority, fresh);
      fresh = [];
    };
    for (const [place, keyed] of queries.entries()) {
      if (keyed === undefined) continue;
      let row = this.#rows.get(keyed.key);
      if (row === undefined) {
        row = { ...keyed, waiters: [], settled: false, job: NO_JOB };
        this.#rows.set(keyed.key, row);
        fresh.push(row);
      } else if (rankOf(priority) < rankOf(row.job.priority) && row.job !== NO_JOB) {
        row.job = NO_JOB;
        fresh.push(row);
      }
      row.waiters.push({ request, place });
      request.rows.push(row);
      request.open += 1;
      if (fresh.length >= LARGEST_JOB) flush();
    }
    flush();
  }

  #addJob(priority: Priority, rows: Row[]): void {
    const job: Job = { id: this.#options.nextJob(), priority, rows, sent: undefined };
    for (const row of rows) row.job = job;
    this.#jobs.set(job.id, job);
    if (this.#jobs.size === 1) this.#options.onOutstanding(true);
    this.#sendJob(job);
  }

  #sendJob(job: Job): void {
    if (this.#send === undefined) return;
    const rows = job.rows.filter((row) => !row.settled);
    if (rows.length === 0) {
      this.#removeJob(job);
      return;
    }
    const buckets = encode(rows.map((row) => row.query));
    job.sent = { rows, buckets, open: rows.length };
    const { quantity } = this.#options;
    this.#send({ kind: 'predict', quantity, job: job.id, priority: job.priority, buckets });
  }

  #removeJob(job: Job): void {
    this.#jobs.delete(job.id);
    if (this.#jobs.size === 0) this.#options.onOutstanding(false);
  }

  #answerOf(row: Row, message: AnswerMessage, offset: number): Answer {
    if (message.kind === 'failedRows') {
      return {
        ok: false,
        code: 'SP4008',
        message: `The model failed on this composition: ${message.message}.`,
      };
    }
    return this.#options.interpret(row.query, {
      value: message.value[offset] as number,
      sigma: message.sigma[offset] as number,
      novelty: message.novelty[offset] as number,
      metal: message.metal?.[offset],
      metalGga: message.metalGga?.[offset],
      conditional: message.conditional?.[offset],
    });
  }

  #settle(row: Row, answer: Answer): void {
    row.settled = true;
    this.#rows.delete(row.key);
    this.#options.onAnswer(row.key, answer);
    for (const { request, place } of row.waiters) {
      request.answers[place] = answer;
      request.open -= 1;
      if (request.open === 0) request.settle({ answers: request.answers as Answer[] });
    }
  }

  #abort(request: Request, reason: unknown): void {
    const touched = new Set<Job>();
    for (const row of request.rows) {
      if (row.settled) continue;
      const others = row.waiters.filter((waiter) => waiter.request !== request);
      row.waiters.splice(0, row.waiters.length, ...others);
      if (others.length > 0) continue;
      // Nobody wants it any more; "settled" keeps a late answer from being told.
      row.settled = true;
      this.#rows.delete(row.key);
      touched.add(row.job);
    }
    for (const job of touched) this.#replace(job);
    request.settle({ reason });
  }

  /** A job that lost rows is cancelled; the rows that others still want go into a new one. */
  #replace(job: Job): void {
    const wanted = job.rows.filter((row) => !row.settled && row.job === job);
    this.#cancel(job);
    if (wanted.length > 0) this.#addJob(job.priority, wanted);
    this.#removeJob(job);
  }

  #cancel(job: Job): void {
    if (job.sent !== undefined) this.#send?.({ kind: 'cancel', job: job.id });
  }
}

/** Stands for the job of a row that is about to be put into one. */
const NO_JOB: Job = { id: 0, priority: 'visible', rows: [], sent: undefined };
