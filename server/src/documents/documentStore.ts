/** The open documents, and what has to be answered anew when something that they stand on changes. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import type { ResolutionEnvironment, TableSource } from '../study/types.ts';
import type { Rungs } from './ladder.ts';
import { StudyDocument } from './studyDocument.ts';
import { TableFiles } from './tableFiles.ts';
import { tablePathsIn } from './tablePaths.ts';

/** What resolution knows besides the tables. */
export type Knowledge = Omit<ResolutionEnvironment, 'table'>;

export interface StoreServices {
  readonly rungs: Rungs;
  readonly readTable: (file: string) => Promise<TableSource>;
  /** Called when documents have to be looked at again although nobody edited them. */
  readonly documentsChanged: () => void;
}

export class DocumentStore {
  readonly #services: StoreServices;
  readonly #documents = new Map<string, StudyDocument>();
  readonly #tables: TableFiles;
  #knowledge: Knowledge;

  constructor(services: StoreServices, knowledge: Knowledge) {
    this.#services = services;
    this.#knowledge = knowledge;
    this.#tables = new TableFiles(services.readTable, () => this.#resolveAnew());
  }

  open(uri: string, version: number, text: string): StudyDocument {
    this.#documents.get(uri)?.close();
    const document = this.#create(uri, version, text);
    this.#documents.set(uri, document);
    return document;
  }

  /** Another text at the same place, such as an earlier one, without opening it. */
  detached(uri: string, text: string): StudyDocument {
    return this.#create(uri, 0, text);
  }

  change(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): void {
    this.#documents.get(uri)?.update(changes, version);
  }

  close(uri: string): void {
    this.#documents.get(uri)?.close();
    this.#documents.delete(uri);
  }

  get(uri: string): StudyDocument | undefined {
    return this.#documents.get(uri);
  }

  all(): Iterable<StudyDocument> {
    return this.#documents.values();
  }

  get knowledge(): Knowledge {
    return this.#knowledge;
  }

  /** Models or settings changed: every document falls back to the parsed rung. */
  learn(knowledge: Partial<Knowledge>): void {
    this.#knowledge = { ...this.#knowledge, ...knowledge };
    this.#resolveAnew();
  }

  /** The columns of a table as far as it has been read, for a path as a document writes it. */
  columns(uri: string, written: string): readonly string[] {
    const table = written === '' ? undefined : this.#environment(uri).table(written);
    return table?.ok ? table.columns : [];
  }

  /** Paths of tables beside a document and in the folders there, as the document would write them. */
  async tablesBeside(uri: string): Promise<readonly string[]> {
    const folder = folderOf(uri);
    return folder === undefined ? [] : tablePathsIn(folder);
  }

  /** A file outside the editor changed. */
  fileChanged(file: string): void {
    this.#tables.refresh(file);
  }

  dispose(): void {
    for (const document of this.#documents.values()) document.close();
    this.#documents.clear();
    this.#tables.dispose();
  }

  #create(uri: string, version: number, text: string): StudyDocument {
    return new StudyDocument(uri, version, text, this.#services.rungs, (of) => this.#environment(of));
  }

  #resolveAnew(): void {
    for (const document of this.#documents.values()) document.dropResolution();
    this.#services.documentsChanged();
  }

  #environment(uri: string): ResolutionEnvironment {
    const folder = folderOf(uri);
    return {
      ...this.#knowledge,
      table: (written) => {
        if (path.isAbsolute(written)) return this.#tables.table(path.normalize(written));
        if (folder === undefined) {
          return { ok: false, reason: 'this study is not saved yet, so a path beside it means nothing' };
        }
        return this.#tables.table(path.resolve(folder, written));
      },
    };
  }
}

/** The folder of a document on disk; undefined for one that was never saved. */
function folderOf(uri: string): string | undefined {
  try {
    return uri.startsWith('file:') ? path.dirname(fileURLToPath(uri)) : undefined;
  } catch {
    return undefined;
  }
}
