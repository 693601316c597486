/** One open page of results: answers what the page asks, with what the server knows. */
import { openResults, type ResultsSummary, resultCurves, resultRows } from '@spinel-studio/server/protocol';
import { type FromPage, fromPage, type Problem, type ToPage } from '@spinel-studio/webviews/messages';
import * as vscode from 'vscode';
import { problemText, userProblem } from '../errors/userProblem.ts';
import type { SpinelClient } from '../language/spinelClient.ts';
import { summaryOf, viewOf } from './resultsSummary.ts';
import { writeTable } from './resultsTable.ts';
import { askForPlace, saveContent } from './saving.ts';

type Request<Type extends FromPage['type']> = Extract<FromPage, { type: Type }>;

function problemOf(error: unknown): Problem {
  const { code, message, remedy } = userProblem(error);
  return {
    message: problemText({ code, message, remedy: undefined }),
    ...(remedy === undefined ? {} : { remedy }),
  };
}

export class ResultsPage {
  readonly #client: SpinelClient;
  readonly #panel: vscode.WebviewPanel;
  readonly folder: string;
  #study: string | undefined;
  #further: ResultsSummary['further'] = [];

  constructor(client: SpinelClient, panel: vscode.WebviewPanel, folder: string) {
    this.#client = client;
    this.#panel = panel;
    this.folder = folder;
    panel.webview.onDidReceiveMessage((message: unknown) => void this.#receive(message));
  }

  reveal(): void {
    this.#panel.reveal();
  }

  async #post(message: ToPage): Promise<void> {
    await this.#panel.webview.postMessage(message);
  }

  async #receive(message: unknown): Promise<void> {
    const parsed = fromPage.safeParse(message);
    if (!parsed.success) return;
    const request = 'request' in parsed.data ? parsed.data.request : undefined;
    try {
      await this.#answer(parsed.data);
    } catch (error) {
      const numbered = request === undefined ? {} : { request };
      await this.#post({ type: 'failed', ...numbered, problem: problemOf(error) });
    }
  }

  async #answer(message: FromPage): Promise<void> {
    switch (message.type) {
      case 'ready':
        return this.#sendSummary();
      case 'rows':
        return this.#sendRows(message);
      case 'curves':
        return this.#sendCurves(message);
      case 'save':
        return this.#save(message);
      case 'saveRows':
        return this.#saveRows(message);
      case 'openStudy':
        return this.#openStudy();
    }
  }

  async #sendSummary(): Promise<void> {
    const results = await this.#client.request(openResults, { folder: this.folder });
    const summary = summaryOf(this.folder, results);
    this.#study = summary.study;
    this.#further = results.further;
    this.#panel.title = `Results: ${summary.title}`;
    await this.#post({ type: 'summary', summary });
  }

  async #sendRows({ request, view, offset, limit }: Request<'rows'>): Promise<void> {
    const { total, rows } = await this.#rows(view, offset, limit);
    await this.#post({
      type: 'rows',
      request,
      offset,
      total,
      rows: [...rows] as Extract<ToPage, { type: 'rows' }>['rows'],
    });
  }

  #rows(view: Request<'rows'>['view'], offset: number, limit: number) {
    return this.#client.request(resultRows, { folder: this.folder, view: viewOf(view), offset, limit });
  }

  async #sendCurves({ request, choice }: Request<'curves'>): Promise<void> {
    const { curves } = await this.#client.request(resultCurves, { folder: this.folder, ...choice });
    const copies = curves.map(({ element, points }) => ({ element, points: [...points] }));
    await this.#post({ type: 'curves', request, curves: copies });
  }

  async #save({ request, format, name, content }: Request<'save'>): Promise<void> {
    const place = await askForPlace(this.folder, name, format);
    if (place !== undefined) await saveContent(place, format, content);
    await this.#saved(request, place);
  }

  async #saveRows({ request, view, name }: Request<'saveRows'>): Promise<void> {
    const place = await askForPlace(this.folder, name, 'csv');
    if (place !== undefined) {
      await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Window, title: 'Saving the table' },
        () => writeTable(place.fsPath, (offset, limit) => this.#rows(view, offset, limit), this.#further),
      );
    }
    await this.#saved(request, place);
  }

  async #saved(request: number, place: vscode.Uri | undefined): Promise<void> {
    await this.#post({ type: 'saved', request, ...(place === undefined ? {} : { path: place.fsPath }) });
  }

  async #openStudy(): Promise<void> {
    if (this.#study === undefined) return;
    const uri = vscode.Uri.file(this.#study);
    try {
      await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.Beside });
    } catch {
      await vscode.window.showWarningMessage(
        `The study ${this.#study} is not there any more. The results hold all that the run found.`,
      );
    }
  }
}
