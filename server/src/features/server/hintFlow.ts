/** What a request for hints sets going: predictions of the bases that are seen, then counts, then ranges of gaps. */
import type { InlayHint, Range } from 'vscode-languageserver';
import type { GapSource } from '../../documents/gapSource.ts';
import type { StudyDocument } from '../../documents/studyDocument.ts';
import type { Query } from '../../inference/types.ts';
import { basesShown, type HintSettings, inlayHint, type Kept, queryOf } from '../inlayHint.ts';
import { spanOf } from '../positions.ts';
import { statementsIn } from '../syntax/walk.ts';
import { LastHints } from './lastHints.ts';

export interface HintServices {
  readonly gaps: () => GapSource;
  readonly settings: () => HintSettings;
  readonly kept: (document: StudyDocument, statement: number) => Kept | undefined;
  /** Tells the client that hints have changed; without effect for a client that cannot be told. */
  readonly refresh: () => void;
  readonly canRefresh: boolean;
  readonly failed: (error: unknown) => void;
}

/** Milliseconds that a request waits for the gaps it shows before it answers with what is there; the rest comes by a refresh. */
const PATIENCE = 250;
/** The same for a client that cannot be told later: it has one answer. */
const LONG_PATIENCE = 10_000;

export class HintFlow {
  readonly #services: HintServices;
  readonly #background = new Map<string, Background>();
  readonly #last = new Map<string, LastHints>();
  /** Answers that were given before their gaps were known. */
  #owed = 0;

  constructor(services: HintServices) {
    this.#services = services;
  }

  /** Answers with all that is known after a moment, and sets the rest going. */
  async hints(document: StudyDocument, range: Range): Promise<InlayHint[]> {
    const { settings, canRefresh } = this.#services;
    const bases = settings().gaps ? basesShown(document.resolved(), range) : [];
    const asked = this.#askFor(document, bases.map(queryOf));
    const background = this.#startBackground(document, range);
    const waited = canRefresh ? asked : Promise.all([asked, background]);
    const inTime = await Promise.race([
      waited.then(() => true),
      pause(canRefresh ? PATIENCE : LONG_PATIENCE).then(() => false),
    ]);
    if (!inTime) this.#owe(asked);
    return this.#draw(document, range);
  }

  /** Asks for the gaps of bases, and for what becomes of the PBE gaps that they state. */
  async #askFor(document: StudyDocument, queries: readonly Query[]): Promise<void> {
    const gaps = this.#services.gaps();
    const stating = document.resolved().predictedQuantities.has('correct')
      ? queries.filter(({ pbeGap }) => pbeGap !== undefined)
      : [];
    await Promise.all([
      gaps.ask(queries, 'visible'),
      ...(stating.length > 0 ? [gaps.ask(stating, 'visible', undefined, 'correct')] : []),
    ]);
  }

  /** A batch of predictions has come: whoever was answered without them asks again. */
  arrived(): void {
    if (this.#owed > 0) this.#services.refresh();
  }

  #owe(asked: Promise<void>): void {
    this.#owed += 1;
    void asked.finally(() => {
      this.#services.refresh();
      this.#owed -= 1;
    });
  }

  /** Moves the remembered hints with an edit, so that those of untouched lines stay in place. */
  edited(uri: string, text: string): void {
    this.#last.get(uri)?.edited(text);
  }

  closed(uri: string): void {
    this.#background.get(uri)?.stop.abort();
    this.#background.delete(uri);
    this.#last.delete(uri);
  }

  #draw(document: StudyDocument, range: Range): InlayHint[] {
    const resolved = document.resolved();
    const known = this.#services.gaps();
    const hints = inlayHint(
      resolved,
      range,
      {
        gap: (query) => known.known(query),
        corrected: (query) => known.known(query, 'correct'),
        counts: document.countsKnown(),
        range: (statement) => document.ranges.known(statement),
        kept: (statement) => this.#services.kept(document, statement),
      },
      this.#services.settings(),
    );
    let last = this.#last.get(document.uri);
    if (!last) {
      last = new LastHints(resolved.text.getText());
      this.#last.set(document.uri, last);
    }
    return last.merge(resolved, range, hints, this.#background.get(document.uri)?.running === true);
  }

  /** One background task a document; another view or version replaces it, the same one is joined. */
  #startBackground(document: StudyDocument, range: Range): Promise<void> {
    if (!this.#services.settings().counts || !document.countable) return Promise.resolve();
    const view = `${document.version} ${document.meaning()} ${range.start.line} ${range.end.line}`;
    const before = this.#background.get(document.uri);
    if (before?.view === view && before.running) return before.done;
    before?.stop.abort();
    const stop = new AbortController();
    const task: Background = { view, stop, running: true, done: Promise.resolve() };
    this.#background.set(document.uri, task);
    task.done = this.#inBackground(document, range, stop.signal)
      .catch((error: unknown) => {
        if (!stop.signal.aborted && !isAbort(error)) this.#services.failed(error);
      })
      .finally(() => {
        task.running = false;
      });
    return task.done;
  }

  async #inBackground(document: StudyDocument, range: Range, signal: AbortSignal): Promise<void> {
    const { parsed, text } = document.parsed();
    const shown = statementsIn(parsed.tree, spanOf(text, range));
    const substitutions = shown
      .filter(({ statement }) => statement.kind === 'substitute')
      .map(({ index }) => index);
    const screens = shown.some(
      ({ statement }) => statement.kind === 'screen' || statement.kind === 'exclude',
    );
    if (substitutions.length > 0 && document.countsKnown() === undefined) {
      await document.counted();
      if (!signal.aborted) this.#services.refresh();
    }
    const gaps = this.#services.gaps();
    for (const statement of this.#services.settings().gaps && gaps.answering ? substitutions : []) {
      if (signal.aborted) return;
      if (document.ranges.known(statement)) continue;
      if (await document.ranges.find(statement, gaps, signal)) this.#services.refresh();
    }
    if (screens && !signal.aborted && (await document.screens.find(gaps, signal))) this.#services.refresh();
  }
}

interface Background {
  /** What it is for: the version, what the study means, and the lines seen. */
  readonly view: string;
  readonly stop: AbortController;
  running: boolean;
  done: Promise<void>;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
