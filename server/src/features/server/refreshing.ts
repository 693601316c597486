/** Tells clients that can be told to ask again, once for everything that changed within a moment. */
import type { Connection } from 'vscode-languageserver';
import type { ClientAbilities } from './capabilities.ts';

export type Refreshable = 'hints' | 'diagnostics' | 'lenses';

/** Milliseconds in which changes are gathered. */
const MOMENT = 20;

export class Refreshing {
  readonly #connection: Connection;
  readonly #able: Readonly<Record<Refreshable, boolean>>;
  readonly #wanted = new Set<Refreshable>();
  #timer: NodeJS.Timeout | undefined;

  constructor(connection: Connection, client: ClientAbilities) {
    this.#connection = connection;
    this.#able = {
      hints: client.refreshesHints,
      diagnostics: client.refreshesDiagnostics,
      lenses: client.refreshesLenses,
    };
  }

  ask(what: Refreshable): void {
    if (!this.#able[what]) return;
    this.#wanted.add(what);
    this.#timer ??= setTimeout(() => this.#send(), MOMENT);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#wanted.clear();
  }

  #send(): void {
    this.#timer = undefined;
    const wanted = [...this.#wanted];
    this.#wanted.clear();
    // A client may refuse while it shuts down; then nothing needs to be refreshed any more.
    for (const what of wanted) this.#request(what).catch(() => undefined);
  }

  #request(what: Refreshable): Promise<void> {
    switch (what) {
      case 'hints':
        return this.#connection.languages.inlayHint.refresh();
      case 'diagnostics':
        return this.#connection.languages.diagnostics.refresh();
      case 'lenses':
        return this.#connection.sendRequest('workspace/codeLens/refresh');
    }
  }
}
