/** The tables that `base from` statements name: read once, kept, and read again when the file changes. */
import { type FSWatcher, watch } from 'node:fs';
import path from 'node:path';
import type { TableSource } from '../study/types.ts';

type ReadTable = (file: string) => Promise<TableSource>;

/** Editors write a file in several steps; what happens within this time is one change. */
const SETTLE_MILLISECONDS = 100;

export class TableFiles {
  readonly #read: ReadTable;
  readonly #changed: (file: string) => void;
  readonly #tables = new Map<string, TableSource | undefined>();
  /** One watch a folder, since a file that is replaced by renaming is lost to a watch of its own. */
  readonly #watches = new Map<string, FSWatcher>();
  readonly #pending = new Map<string, NodeJS.Timeout>();

  /** `changed` is called when a file has been read for the first time or again. */
  constructor(read: ReadTable, changed: (file: string) => void) {
    this.#read = read;
    this.#changed = changed;
  }

  /** The table of an absolute path; undefined while it is being read for the first time. */
  table(file: string): TableSource | undefined {
    if (!this.#tables.has(file)) {
      this.#tables.set(file, undefined);
      void this.#load(file);
      this.#watch(path.dirname(file));
    }
    return this.#tables.get(file);
  }

  /** Reads a file again that someone says has changed. */
  refresh(file: string): void {
    if (!this.#tables.has(file)) return;
    clearTimeout(this.#pending.get(file));
    const timer = setTimeout(() => {
      this.#pending.delete(file);
      void this.#load(file);
    }, SETTLE_MILLISECONDS);
    this.#pending.set(file, timer);
  }

  dispose(): void {
    for (const watcher of this.#watches.values()) watcher.close();
    for (const timer of this.#pending.values()) clearTimeout(timer);
    this.#watches.clear();
    this.#pending.clear();
  }

  async #load(file: string): Promise<void> {
    const table = await this.#read(file).catch(
      (error: unknown): TableSource => ({ ok: false, reason: `${file} cannot be read: ${String(error)}` }),
    );
    this.#tables.set(file, table);
    this.#changed(file);
  }

  #watch(folder: string): void {
    if (this.#watches.has(folder)) return;
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        for (const file of this.#tables.keys()) {
          if (path.dirname(file) === folder && (name === null || path.basename(file) === name))
            this.refresh(file);
        }
      });
      watcher.on('error', () => {
        watcher.close();
        this.#watches.delete(folder);
      });
      this.#watches.set(folder, watcher);
    } catch {
      // A folder that is missing cannot be watched; its file is reported as missing, and a client's own watch may still call `refresh`.
    }
  }
}
