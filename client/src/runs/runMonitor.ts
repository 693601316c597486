/** Starts runs and follows them: one cancellable notification each, and the results page at the end. */
import type { RunEvent } from '@spinel-studio/server/pipeline/types.ts';
import { cancelRun, runEvent, startRun } from '@spinel-studio/server/protocol';
import * as vscode from 'vscode';
import { offerRemedies, reportError } from '../errors/reportError.ts';
import { problemText, remediesFor } from '../errors/userProblem.ts';
import type { SpinelClient } from '../language/spinelClient.ts';
import type { ResultsPages } from '../pages/resultsPages.ts';
import { finishedText, percentDone, progressText } from './runText.ts';

const runningKey = 'spinel.running';

/** A run of which this window has heard, from its first event to its last. */
class Run {
  readonly folder: string;
  cancelled = false;
  readonly #early: RunEvent[] = [];
  #report: ((event: RunEvent) => void) | undefined;
  #end: (() => void) | undefined;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Events may overtake the answer that names their folder; they wait for the notification. */
  receive(event: RunEvent): void {
    if (this.#report === undefined) this.#early.push(event);
    else this.#report(event);
  }

  /** Reports every event until the last one, which it resolves with; undefined where nothing more will be heard. */
  follow(report: (event: RunEvent) => void): Promise<RunEvent | undefined> {
    return new Promise((resolve) => {
      this.#end = () => resolve(undefined);
      this.#report = (event) => {
        report(event);
        if (event.kind === 'finished' || event.kind === 'failed') resolve(event);
      };
      for (const event of this.#early.splice(0)) this.#report(event);
    });
  }

  end(): void {
    this.#end?.();
  }
}

export class RunMonitor implements vscode.Disposable {
  readonly #client: SpinelClient;
  readonly #pages: ResultsPages;
  readonly #subscriptions: vscode.Disposable[];
  readonly #runs = new Map<string, Run>();
  /** Folders of the runs that have finished, oldest first. */
  readonly finished: string[] = [];

  constructor(client: SpinelClient, pages: ResultsPages) {
    this.#client = client;
    this.#pages = pages;
    this.#subscriptions = [
      client.onNotification(runEvent, ({ folder, event }) => this.#receive(folder, event)),
      client.onStatus(() => this.#endWhenStopped()),
    ];
  }

  get running(): readonly string[] {
    return [...this.#runs.keys()];
  }

  /**
   * Runs a saved study and resolves when the run has ended, with its folder if it finished.
   * @param resumed the folder of a run that was stopped; a fresh one without it.
   */
  async start(document: vscode.Uri, resumed?: string): Promise<string | undefined> {
    const parameters = resumed === undefined ? {} : { folder: resumed };
    try {
      const { folder } = await this.#client.request(startRun, { uri: document.toString(), ...parameters });
      const run = this.#known(folder);
      const last = await this.#showProgress(run);
      this.#forget(folder);
      return await this.#conclude(document, run, last);
    } catch (error) {
      await reportError('The run did not start.', error);
      return undefined;
    }
  }

  async cancel(folder: string): Promise<void> {
    const run = this.#runs.get(folder);
    if (run === undefined) return;
    run.cancelled = true;
    try {
      await this.#client.request(cancelRun, { folder });
      run.end();
    } catch (error) {
      await reportError('The run could not be cancelled.', error);
    }
  }

  #known(folder: string): Run {
    const run = this.#runs.get(folder) ?? new Run(folder);
    this.#runs.set(folder, run);
    void vscode.commands.executeCommand('setContext', runningKey, true);
    return run;
  }

  /** Only a first event makes a run known, so that a late one does not bring a cancelled run back. */
  #receive(folder: string, event: RunEvent): void {
    if (event.kind === 'started') this.#known(folder).receive(event);
    else this.#runs.get(folder)?.receive(event);
  }

  async #showProgress(run: Run): Promise<RunEvent | undefined> {
    const title = `Spinel run ${vscode.workspace.asRelativePath(run.folder)}`;
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    return vscode.window.withProgress(options, (progress, token) => {
      token.onCancellationRequested(() => void this.cancel(run.folder));
      let percent = 0;
      return run.follow((event) => {
        if (event.kind === 'progress') {
          const now = Math.max(percent, percentDone(event));
          progress.report({ message: progressText(event), increment: now - percent });
          percent = now;
        }
        if (event.kind === 'warning')
          void vscode.window.showWarningMessage(`${event.message} (${event.code})`);
      });
    });
  }

  async #conclude(document: vscode.Uri, run: Run, last: RunEvent | undefined): Promise<string | undefined> {
    if (last?.kind === 'finished') {
      this.finished.push(run.folder);
      await this.#pages.open(run.folder);
      void vscode.window.showInformationMessage(finishedText(last));
      return run.folder;
    }
    if (run.cancelled) void this.#offerToResume(document, run.folder);
    else if (last?.kind === 'failed') {
      const remedies = remediesFor(last.code, vscode.workspace.isTrusted);
      void offerRemedies(`The run stopped. ${problemText(last)}`, remedies);
    }
    return undefined;
  }

  async #offerToResume(document: vscode.Uri, folder: string): Promise<void> {
    const text = 'The run was cancelled. What it has predicted is kept and need not be predicted again.';
    const resume = 'Resume';
    if ((await vscode.window.showInformationMessage(text, resume)) === resume) {
      await this.start(document, folder);
    }
  }

  #forget(folder: string): void {
    this.#runs.delete(folder);
    if (this.#runs.size === 0) void vscode.commands.executeCommand('setContext', runningKey, false);
  }

  #endWhenStopped(): void {
    if (this.#client.server === 'stopped') this.#endAll();
  }

  #endAll(): void {
    for (const run of this.#runs.values()) run.end();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#endAll();
  }
}
