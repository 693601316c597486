/** What the screens of a document kept in its last run, as long as the study still means what was run. */
import type { StudyDocument } from '../../documents/studyDocument.ts';
import type { RunEvent, RunManifest } from '../../pipeline/types.ts';
import type { Kept } from '../inlayHint.ts';

interface RunOfDocument {
  readonly meaning: string;
  /** The texts of the screens in order; one hangs on those before it. */
  readonly screens: readonly string[];
  readonly kept: Kept[];
}

export class KeptByRuns {
  readonly #byFolder = new Map<string, RunOfDocument>();
  readonly #byDocument = new Map<string, RunOfDocument>();

  /** Remembers what the document means as its run starts. */
  started(folder: string, document: StudyDocument): void {
    const { study } = document.resolved();
    const run = { meaning: document.meaning(), screens: study.screens.map(({ text }) => text), kept: [] };
    this.#byFolder.set(folder, run);
    this.#byDocument.set(document.uri, run);
  }

  /**
   * Takes what an earlier run kept, unless one of this session is known already. `past` is the study as it was then; it counts as long as
   * it means the same as the present one.
   */
  recalled(uri: string, past: StudyDocument, screens: RunManifest['screens']): void {
    if (this.#byDocument.has(uri)) return;
    this.#byDocument.set(uri, {
      meaning: past.meaning(),
      screens: past.resolved().study.screens.map(({ text }) => text),
      kept: screens.map(({ kept, of, skipped }) => ({ kept, of, source: 'run', skipped })),
    });
  }

  /** Returns whether a hint may have changed. */
  received(folder: string, event: RunEvent): boolean {
    const run = this.#byFolder.get(folder);
    if (event.kind === 'finished' || event.kind === 'failed') this.#byFolder.delete(folder);
    if (!run || event.kind !== 'screened') return false;
    run.kept.push({ kept: event.kept, of: event.of, source: 'run', skipped: event.skipped });
    return true;
  }

  kept(document: StudyDocument, statement: number): Kept | undefined {
    const run = this.#byDocument.get(document.uri);
    if (!run || run.meaning !== document.meaning()) return undefined;
    const { screens } = document.resolved().study;
    const place = screens.findIndex((screen) => screen.statement === statement);
    const same =
      place >= 0 && screens.slice(0, place + 1).every(({ text }, index) => text === run.screens[index]);
    return same ? run.kept[place] : undefined;
  }

  closed(uri: string): void {
    this.#byDocument.delete(uri);
  }
}
