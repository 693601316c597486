/** The language server as the rest of the client sees it: typed requests and notifications, start and restart. */
import * as path from 'node:path';
import type { InferenceStatus } from '@spinel-studio/server/inference/types.ts';
import {
  type NotificationMethod,
  type RequestMethod,
  statusChanged,
  trustGranted,
} from '@spinel-studio/server/protocol';
import * as vscode from 'vscode';
import { LanguageClient, State, TransportKind } from 'vscode-languageclient/node';
import { reportError } from '../errors/reportError.ts';
import { helpBase } from '../helpPages.ts';
import { initializationOptions, serverModule } from './bundledFiles.ts';

export const languageId = 'spinel';

/** The server's state beside that of its predictions. */
export type ServerState = 'starting' | 'running' | 'stopped';

const nothingPredicted: InferenceStatus = {
  state: 'idle',
  device: undefined,
  model: undefined,
  error: undefined,
};

export class SpinelClient implements vscode.Disposable {
  readonly #client: LanguageClient;
  readonly #changed = new vscode.EventEmitter<void>();
  #status = nothingPredicted;
  /** It is started with the extension. */
  #server: ServerState = 'starting';

  /** Fires when the state of the server or of its predictions changes. */
  readonly onStatus = this.#changed.event;

  constructor(context: vscode.ExtensionContext, output: vscode.LogOutputChannel) {
    const module = context.asAbsolutePath(serverModule);
    const node = { module, transport: TransportKind.ipc };
    this.#client = new LanguageClient(
      languageId,
      'Spinel Language Server',
      { run: node, debug: { ...node, options: { execArgv: ['--nolazy', '--inspect=6019'] } } },
      {
        documentSelector: [
          { language: languageId, scheme: 'file' },
          { language: languageId, scheme: 'untitled' },
        ],
        outputChannel: output,
        // Asked again at every start, since trust may have been granted in between.
        initializationOptions: () =>
          initializationOptions(
            path.normalize(context.extensionPath),
            helpBase(),
            vscode.workspace.isTrusted,
          ),
      },
    );
    this.onNotification(statusChanged, (status) => this.#setStatus(status));
    this.#client.onDidChangeState(({ newState }) => this.#setServer(newState));
  }

  get status(): InferenceStatus {
    return this.#status;
  }

  get server(): ServerState {
    return this.#server;
  }

  async start(): Promise<void> {
    try {
      await this.#client.start();
    } catch (error) {
      void reportError('The Spinel language server did not start.', error);
      throw error;
    }
  }

  async restart(): Promise<void> {
    this.#setStatus(nothingPredicted);
    if (this.#client.isRunning()) await this.#client.restart();
    else await this.start();
  }

  /** Sends a request; rejects with the server's own error. A server that is still starting is waited for. */
  async request<Parameters, Result>(
    method: RequestMethod<Parameters, Result>,
    parameters: Parameters,
    token?: vscode.CancellationToken,
  ): Promise<Result> {
    if (this.#client.state === State.Starting) await this.#client.start();
    return this.#client.sendRequest<Result>(method.method, parameters, token);
  }

  onNotification<Parameters>(
    method: NotificationMethod<Parameters>,
    listener: (parameters: Parameters) => void,
  ): vscode.Disposable {
    return this.#client.onNotification(method.method, listener);
  }

  async grantTrust(): Promise<void> {
    await this.#client.sendNotification(trustGranted.method, {});
  }

  #setStatus(status: InferenceStatus): void {
    this.#status = status;
    this.#changed.fire();
  }

  #setServer(state: State): void {
    if (state === State.Stopped) this.#status = nothingPredicted;
    this.#server = state === State.Running ? 'running' : state === State.Starting ? 'starting' : 'stopped';
    this.#changed.fire();
  }

  async dispose(): Promise<void> {
    this.#changed.dispose();
    await this.#client.dispose();
  }
}
