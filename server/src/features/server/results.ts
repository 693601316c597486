/** Finished runs that pages look at: opened once, and forgotten when others are looked at. */
import path from 'node:path';
import type { ResultsStore } from '../../pipeline/results.ts';

/** Folders kept open at the same time; each holds its table in memory. */
const MOST_OPEN = 2;

export class OpenResults {
  readonly #stores = new Map<string, Promise<ResultsStore>>();

  /** Reads a folder anew, since its run may have gone on. Rejects with SP5010 where it holds no finished run. */
  open(folder: string): Promise<ResultsStore> {
    this.#stores.delete(path.resolve(folder));
    return this.store(folder);
  }

  store(folder: string): Promise<ResultsStore> {
    const place = path.resolve(folder);
    const known = this.#stores.get(place);
    if (known) return known;
    const opened = openStore(place);
    this.#stores.set(place, opened);
    opened.catch(() => this.#stores.delete(place));
    for (const oldest of this.#stores.keys()) {
      if (this.#stores.size <= MOST_OPEN) break;
      this.#stores.delete(oldest);
    }
    return opened;
  }
}

/** Tables take memory that a server at rest should not, so their reader is loaded with the first results. */
async function openStore(folder: string): Promise<ResultsStore> {
  const { ResultsStore } = await import('../../pipeline/results.ts');
  return ResultsStore.open(folder);
}
