/** The real server in a process of its own, spoken to over its standard streams as an editor does. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import type { Diagnostic } from 'vscode-languageserver';

const main = fileURLToPath(new URL('../../main.ts', import.meta.url));

export interface Notification {
  readonly method: string;
  readonly parameters: unknown;
}

export interface StartOptions {
  /** Whether the client pulls diagnostics; otherwise they are pushed to it. */
  readonly pull?: boolean;
  /** Whether the client can be asked to read its hints again. */
  readonly refreshes?: boolean;
  readonly initializationOptions?: unknown;
  /** The section `spinel` of the settings; the server takes its defaults where nothing is said. */
  readonly settings?: unknown;
}

export class ServerProcess {
  readonly process: ChildProcessWithoutNullStreams;
  readonly #connection: MessageConnection;
  readonly #received: Notification[] = [];
  readonly #waiting = new Set<() => void>();
  #version = 1;
  #refreshes = 0;
  #settings: unknown = null;

  private constructor() {
    this.process = spawn(process.execPath, [main, '--stdio'], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#connection = createMessageConnection(
      new StreamMessageReader(this.process.stdout),
      new StreamMessageWriter(this.process.stdin),
    );
    this.#connection.onNotification((method, parameters) => {
      this.#received.push({ method, parameters });
      for (const look of this.#waiting) look();
    });
    this.#connection.onRequest('workspace/configuration', ({ items }: { items: readonly unknown[] }) =>
      items.map(() => this.#settings),
    );
    this.#connection.onRequest((method) => {
      if (method === 'workspace/inlayHint/refresh') this.#refreshes += 1;
      return null;
    });
    this.#connection.listen();
  }

  static async start({
    pull = true,
    refreshes = true,
    initializationOptions,
    settings = null,
  }: StartOptions = {}): Promise<ServerProcess> {
    const server = new ServerProcess();
    server.#settings = settings;
    await server.request('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {
        textDocument: { ...(pull ? { diagnostic: {} } : {}), rename: { prepareSupport: true } },
        workspace: { configuration: true, inlayHint: { refreshSupport: refreshes } },
      },
      ...(initializationOptions === undefined ? {} : { initializationOptions }),
    });
    await server.notify('initialized', {});
    return server;
  }

  request<R>(method: string, parameters: unknown): Promise<R> {
    return this.#connection.sendRequest<R>(method, parameters);
  }

  notify(method: string, parameters: unknown): Promise<void> {
    return this.#connection.sendNotification(method, parameters);
  }

  open(uri: string, text: string): Promise<void> {
    return this.notify('textDocument/didOpen', {
      textDocument: { uri, languageId: 'spinel', version: 1, text },
    });
  }

  /** Replaces the whole text. */
  change(uri: string, text: string): Promise<void> {
    this.#version += 1;
    return this.notify('textDocument/didChange', {
      textDocument: { uri, version: this.#version },
      contentChanges: [{ text }],
    });
  }

  /** The codes of a document's diagnostics, pulled. */
  async codes(uri: string): Promise<readonly unknown[]> {
    const { items } = await this.request<{ items: readonly Diagnostic[] }>('textDocument/diagnostic', {
      textDocument: { uri },
    });
    return items.map(({ code }) => code);
  }

  /** The first notification that fits, of those that came or will come. */
  async notified<P>(method: string, fits: (parameters: P) => boolean = () => true): Promise<P> {
    for (;;) {
      const found = this.#received.find((one) => one.method === method && fits(one.parameters as P));
      if (found) return found.parameters as P;
      await new Promise<void>((resolve) => {
        const look = () => {
          this.#waiting.delete(look);
          resolve();
        };
        this.#waiting.add(look);
      });
    }
  }

  /** How often the server has asked for its hints to be read again. */
  get refreshes(): number {
    return this.#refreshes;
  }

  /** The labels of a document's hints, line by line. */
  async hints(uri: string): Promise<readonly (readonly [line: number, label: string])[]> {
    const found = await this.request<readonly { position: { line: number }; label: string }[]>(
      'textDocument/inlayHint',
      {
        textDocument: { uri },
        range: { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } },
      },
    );
    return found.map(({ position, label }) => [position.line, label]);
  }

  /** Bytes as they are, past the protocol. */
  write(bytes: string | Uint8Array): void {
    this.process.stdin.write(bytes);
  }

  /** Ends the server as an editor does; the exit code. */
  async stop(): Promise<number | null> {
    const exited = new Promise<number | null>((resolve) => this.process.once('exit', resolve));
    await this.request('shutdown', undefined);
    await this.notify('exit', undefined);
    const code = await exited;
    this.#connection.dispose();
    return code;
  }
}
