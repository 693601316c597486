/** A bare client of a language server over its standard streams, without an editor's own delays. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';

export interface Diagnosis {
  readonly kind: string;
  readonly items: readonly unknown[];
}

export interface Hint {
  readonly label: string | readonly { readonly value: string }[];
}

/** The label of an inlay hint as one string. */
export function labelText(hint: Hint): string {
  return typeof hint.label === 'string' ? hint.label : hint.label.map((part) => part.value).join('');
}

export class LanguageClient {
  readonly process: ChildProcess;
  readonly connection: MessageConnection;
  readonly startMilliseconds: number;
  #refreshes = 0;
  #published = new Map<string, () => void>();

  private constructor(process: ChildProcess, connection: MessageConnection, startMilliseconds: number) {
    this.process = process;
    this.connection = connection;
    this.startMilliseconds = startMilliseconds;
    connection.onRequest('workspace/inlayHint/refresh', () => {
      this.#refreshes += 1;
      return null;
    });
    connection.onRequest('workspace/semanticTokens/refresh', () => null);
    connection.onRequest('workspace/diagnostic/refresh', () => null);
    connection.onRequest('workspace/codeLens/refresh', () => null);
    connection.onRequest('client/registerCapability', () => null);
    connection.onRequest('workspace/configuration', (request: { items: unknown[] }) =>
      request.items.map(() => ({})),
    );
    connection.onNotification('textDocument/publishDiagnostics', (parameters: { uri: string }) => {
      this.#published.get(parameters.uri)?.();
    });
  }

  /** Starts a server and waits for its answer to `initialize`. */
  static async start(command: string, arguments_: readonly string[], pull: boolean): Promise<LanguageClient> {
    const started = performance.now();
    const child = spawn(command, arguments_, { stdio: ['pipe', 'pipe', 'inherit'] });
    if (!child.stdout || !child.stdin) {
      throw new Error(`${command} has no standard streams`);
    }
    const connection = createMessageConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    connection.listen();
    await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: null,
      capabilities: {
        general: { positionEncodings: ['utf-16'] },
        textDocument: {
          synchronization: { dynamicRegistration: false },
          hover: { contentFormat: ['markdown', 'plaintext'] },
          inlayHint: { dynamicRegistration: false },
          ...(pull ? { diagnostic: { dynamicRegistration: false } } : { publishDiagnostics: {} }),
        },
        workspace: { inlayHint: { refreshSupport: true }, configuration: true },
      },
    });
    const client = new LanguageClient(child, connection, performance.now() - started);
    await connection.sendNotification('initialized', {});
    return client;
  }

  async open(uri: string, languageId: string, text: string): Promise<void> {
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: 1, text },
    });
  }

  /** Replaces a piece of one line; columns count UTF-16 units. */
  async change(
    uri: string,
    version: number,
    line: number,
    from: number,
    to: number,
    text: string,
  ): Promise<void> {
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range: { start: { line, character: from }, end: { line, character: to } }, text }],
    });
  }

  diagnose(uri: string): Promise<Diagnosis> {
    return this.connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } });
  }

  /** Resolves when the server publishes diagnostics of a document the next time. */
  nextPublished(uri: string): Promise<void> {
    return new Promise((resolve) => {
      this.#published.set(uri, resolve);
    });
  }

  hover(uri: string, line: number, character: number): Promise<unknown> {
    return this.connection.sendRequest('textDocument/hover', {
      textDocument: { uri },
      position: { line, character },
    });
  }

  hints(uri: string, fromLine: number, toLine: number): Promise<readonly Hint[] | null> {
    return this.connection.sendRequest('textDocument/inlayHint', {
      textDocument: { uri },
      range: { start: { line: fromLine, character: 0 }, end: { line: toLine, character: 0 } },
    });
  }

  /** The number of times the server has asked for its hints to be read again. */
  get refreshes(): number {
    return this.#refreshes;
  }

  /** Resident memory of the server process in MB; only where /proc exists. */
  residentMegabytes(): number {
    const status = readFileSync(`/proc/${this.process.pid}/status`, 'utf8');
    const match = /VmRSS:\s+(\d+) kB/.exec(status);
    return match?.[1] ? Number(match[1]) / 1024 : Number.NaN;
  }

  async stop(): Promise<void> {
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    await new Promise((resolve) => {
      this.process.once('exit', resolve);
      setTimeout(() => this.process.kill('SIGKILL'), 2000).unref();
    });
    this.connection.dispose();
  }
}
