/** The language server: one object for the time from `initialize` to `exit`. */
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver';
import { DocumentStore } from '../../documents/documentStore.ts';
import type { StudyDocument } from '../../documents/studyDocument.ts';
import { SpinelError } from '../../errors.ts';
import type { InferenceStatus } from '../../inference/types.ts';
import { runEvent, type Settings, statusChanged, trustGranted } from '../../protocol.ts';
import type { Services } from '../../wiring.ts';
import { diagnostics } from '../diagnostics.ts';
import type { Kept } from '../inlayHint.ts';
import { describe } from './answers.ts';
import { abilitiesOf, type ClientAbilities, serverCapabilities } from './capabilities.ts';
import { DiagnosticsPush } from './diagnosing.ts';
import { registerDocumentRequests } from './documentRequests.ts';
import { HintFlow } from './hintFlow.ts';
import { KeptByRuns } from './keptByRuns.ts';
import { ModelKnowledge } from './modelKnowledge.ts';
import { defaultSettings, readOptions, readSettings, type ServerOptions } from './options.ts';
import { Predictions } from './predictions.ts';
import { Refreshing } from './refreshing.ts';
import { OpenResults } from './results.ts';
import { lastRunOf } from './runFolders.ts';
import { Runs } from './runs.ts';
import { makeRoomFor } from './smallHeap.ts';
import { registerStudyRequests } from './studyRequests.ts';

const NAME = 'spinel-language-server';
/** Milliseconds that predictions wait for the settings of a client that is slow to tell them. */
const PATIENCE = 1000;

/** Answers `initialize`, and everything after it. `hereUrl` is the address of the entry, beside which the other bundles lie. */
export function serve(connection: Connection, services: Services, hereUrl: string): void {
  let server: LanguageServer | undefined;
  connection.onInitialize((parameters) => {
    server = new LanguageServer(connection, services, parameters, hereUrl);
    return server.initialize();
  });
  connection.onInitialized(() => server?.initialized());
  connection.onShutdown(() => server?.dispose());
}

class LanguageServer {
  readonly #connection: Connection;
  readonly #services: Services;
  readonly #client: ClientAbilities;
  readonly #options: ServerOptions;
  readonly #store: DocumentStore;
  readonly #models: ModelKnowledge;
  readonly #predictions: Predictions;
  readonly #refreshing: Refreshing;
  readonly #push: DiagnosticsPush;
  readonly #hints: HintFlow;
  readonly #runs: Runs;
  readonly #kept = new KeptByRuns();
  #settings: Settings = defaultSettings;
  #trusted: boolean;
  #lastFailure = '';
  readonly #configured = Promise.withResolvers<void>();

  constructor(connection: Connection, services: Services, parameters: InitializeParams, hereUrl: string) {
    this.#connection = connection;
    this.#services = services;
    this.#client = abilitiesOf(parameters.capabilities);
    this.#options = readOptions(parameters.initializationOptions, hereUrl, parameters.clientInfo?.name ?? '');
    this.#trusted = this.#options.trusted;
    this.#models = new ModelKnowledge(() => services.models(this.#options, this.#settings));
    this.#refreshing = new Refreshing(connection, this.#client);
    this.#push = new DiagnosticsPush((uri) => this.#publish(uri));
    this.#store = new DocumentStore(
      {
        rungs: services.rungs,
        readTable: services.readTable,
        documentsChanged: () => this.#documentsChanged(),
      },
      {
        predictedQuantities: new Set(),
        candidateLimit: this.#settings.candidateLimit,
        predictionsPerSecond: 1,
      },
    );
    this.#predictions = new Predictions(
      (settings) => services.createInference(this.#options, settings, (line) => this.#log(line)),
      {
        status: (status) => this.#statusChanged(status),
        arrived: () => this.#hints.arrived(),
        failed: (error) => this.#predictionFailed(error),
      },
    );
    this.#hints = new HintFlow({
      gaps: () => this.#predictions.gaps,
      settings: () => this.#settings.hints,
      kept: (document, statement) => this.#keptBy(document, statement),
      refresh: () => this.#refreshing.ask('hints'),
      canRefresh: this.#client.refreshesHints,
      failed: (error) => this.#log(`Hints failed: ${describe(error)}`),
    });
    this.#runs = new Runs({
      event: (folder, event) => {
        if (this.#kept.received(folder, event)) this.#refreshing.ask('hints');
        void connection.sendNotification(runEvent.method, { folder, event });
      },
      log: (line) => this.#log(line),
    });
    this.#register();
  }

  async initialize(): Promise<InitializeResult> {
    await this.#learn();
    return {
      capabilities: serverCapabilities(this.#client),
      serverInfo: { name: NAME },
    };
  }

  async initialized(): Promise<void> {
    await this.#configure(undefined).finally(() => this.#configured.resolve());
    await Promise.all([this.#watchSettings(), this.#watchTables()]);
  }

  async dispose(): Promise<void> {
    this.#refreshing.dispose();
    this.#store.dispose();
    await Promise.all([this.#runs.dispose(), this.#predictions.dispose()]);
  }

  #register(): void {
    const connection = this.#connection;
    const log = (message: string) => this.#log(message);
    this.#registerSynchronization();
    registerDocumentRequests(connection, {
      store: this.#store,
      log,
      hints: this.#hints,
      hover: () => ({
        gaps: this.#predictions.gaps,
        model: (quantity) => this.#models.model(quantity),
        status: () => this.#predictions.status,
        trusted: this.#trusted,
        images: this.#options.hoverImages,
      }),
      configured: () => Promise.race([this.#configured.promise, pause(PATIENCE, undefined, { ref: false })]),
      helpBase: () => this.#options.helpBase,
      countsShown: () => this.#settings.hints.counts,
      countForLens: (document) => this.#countForLens(document),
    });
    registerStudyRequests(connection, {
      store: this.#store,
      log,
      runs: this.#runs,
      kept: this.#kept,
      results: new OpenResults(),
      runOptions: () => ({ ...this.#options, ...this.#settings }),
      trusted: () => this.#trusted,
      checkDevices: () => this.#services.checkDevices(this.#options, this.#settings, log),
      now: this.#services.now,
    });
    connection.onNotification(trustGranted.method, () => this.#trust());
    connection.onDidChangeConfiguration(({ settings }) => this.#configure(settings));
    connection.onDidChangeWatchedFiles(({ changes }) => {
      for (const { uri } of changes) if (uri.startsWith('file:')) this.#store.fileChanged(fileURLToPath(uri));
    });
  }

  #registerSynchronization(): void {
    const connection = this.#connection;
    connection.onDidOpenTextDocument(({ textDocument: { uri, version, text } }) => {
      makeRoomFor(text);
      this.#hints.closed(uri);
      this.#store.open(uri, version, text);
      this.#changed(uri);
      void this.#recallRun(uri);
    });
    connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
      this.#store.change(uri, version, contentChanges);
      const text = this.#store.get(uri)?.text.getText();
      if (text !== undefined) this.#hints.edited(uri, text);
      this.#changed(uri);
    });
    connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
      this.#store.close(uri);
      this.#hints.closed(uri);
      this.#kept.closed(uri);
      this.#push.closed(uri);
      if (!this.#client.pullsDiagnostics) void connection.sendDiagnostics({ uri, diagnostics: [] });
    });
  }

  /** What screens kept in the last run is shown again when a study is opened again. */
  async #recallRun(uri: string): Promise<void> {
    if (!uri.startsWith('file:')) return;
    const past = await lastRunOf(fileURLToPath(uri)).catch((error: unknown) =>
      this.#log(`The last run cannot be read: ${describe(error)}`),
    );
    if (!past || !this.#store.get(uri)) return;
    this.#kept.recalled(uri, this.#store.detached(uri, past.text), past.screens);
    this.#refreshing.ask('hints');
  }

  /** Clients that pull ask by themselves after an edit. */
  #changed(uri: string): void {
    if (!this.#client.pullsDiagnostics) this.#push.changed(uri);
  }

  /** A table, the models or a setting changed: every open document is looked at again. */
  #documentsChanged(): void {
    for (const { uri } of this.#store.all()) this.#changed(uri);
    this.#refreshing.ask('diagnostics');
    this.#refreshing.ask('hints');
    this.#refreshing.ask('lenses');
  }

  #publish(uri: string): void {
    const document = this.#store.get(uri);
    if (!document) return;
    try {
      const resolved = document.resolved();
      const found = diagnostics(resolved, this.#options.helpBase);
      void this.#connection.sendDiagnostics({ uri, version: resolved.version, diagnostics: found });
    } catch (error) {
      this.#log(`diagnostics failed: ${describe(error)}`);
    }
  }

  #countForLens(document: StudyDocument): void {
    if (!document.countable || document.countsKnown() !== undefined) return;
    Promise.resolve()
      .then(() => document.counted())
      .then(() => this.#refreshing.ask('lenses'))
      // An edit that changes what is counted ends the counting; the next request begins it anew.
      .catch((error: unknown) => {
        if (!(error instanceof Error) || error.name !== 'AbortError')
          this.#log(`Counting failed: ${describe(error)}`);
      });
  }

  #keptBy(document: StudyDocument, statement: number): Kept | undefined {
    const run = this.#kept.kept(document, statement);
    if (run) return run;
    const estimate = document.screens.known(statement);
    return estimate && { ...estimate, source: estimate.exact ? 'count' : 'estimate' };
  }

  async #watchSettings(): Promise<void> {
    if (!this.#client.registersConfiguration) return;
    await this.#connection.client
      .register(DidChangeConfigurationNotification.type, { section: 'spinel' })
      .catch((error: unknown) => this.#log(`Settings cannot be watched: ${describe(error)}`));
  }

  /** The client's watch sees files on remote disks too, where the server's own may not. */
  async #watchTables(): Promise<void> {
    if (!this.#client.watchesFiles) return;
    await this.#connection.client
      .register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: '**/*.{csv,tsv,txt}' }] })
      .catch((error: unknown) => this.#log(`Files cannot be watched: ${describe(error)}`));
  }

  /** Takes settings that the client pushed, or asks for them where it can be asked. */
  async #configure(pushed: unknown): Promise<void> {
    const section = (pushed as { readonly spinel?: unknown } | null | undefined)?.spinel;
    const asked = this.#client.configuration
      ? await this.#connection.workspace.getConfiguration('spinel').catch(() => section)
      : section;
    const before = this.#settings;
    this.#settings = readSettings(asked);
    if (this.#trusted) this.#predictions.use(this.#settings);
    const otherModels = before.ownModelsFolder !== this.#settings.ownModelsFolder;
    if (otherModels) this.#models.forget();
    if (otherModels || before.candidateLimit !== this.#settings.candidateLimit) await this.#learn();
    this.#refreshing.ask('hints');
    this.#refreshing.ask('lenses');
  }

  /** A model that was missing when the server started, and predicts now, answers its quantity from now on. */
  #statusChanged(status: InferenceStatus): void {
    void this.#connection.sendNotification(statusChanged.method, status);
    if (status.state === 'ready' && !this.#store.knowledge.predictedQuantities.has('gap')) void this.#learn();
  }

  async #learn(): Promise<void> {
    const knowledge = await this.#models.knowledge(this.#settings.candidateLimit);
    const failed = (what: string, error: unknown) =>
      this.#log(`Resolving ${what} failed: ${describe(error)}`);
    this.#store.learn({ ...knowledge, failed });
  }

  #trust(): void {
    this.#trusted = true;
    this.#predictions.use(this.#settings);
    this.#refreshing.ask('hints');
  }

  /** The same failure comes with every request until it is mended; the status shows it, the log has it once. */
  #predictionFailed(error: unknown): void {
    const text =
      error instanceof SpinelError ? `${error.code} ${error.message} ${error.remedy}` : describe(error);
    if (text === this.#lastFailure) return;
    this.#lastFailure = text;
    this.#log(`No prediction: ${text}`);
  }

  #log(message: string): void {
    this.#connection.console.log(message);
  }
}
