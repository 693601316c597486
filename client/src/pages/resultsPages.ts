/** All open pages of results: one a run folder, and back again after the window was reloaded. */
import * as path from 'node:path';
import { pageState } from '@spinel-studio/webviews/messages';
import * as vscode from 'vscode';
import type { SpinelClient } from '../language/spinelClient.ts';
import { freshNonce, pageHtml } from './pageHtml.ts';
import { ResultsPage } from './resultsPage.ts';

const viewType = 'spinel.results';

export interface ResultsPages {
  /** Shows the results of a run folder, in the page that has them already if there is one. */
  open(folder: string): Promise<void>;
}

class OpenPages implements ResultsPages, vscode.WebviewPanelSerializer {
  readonly #client: SpinelClient;
  readonly #files: vscode.Uri;
  readonly #icon: { readonly light: vscode.Uri; readonly dark: vscode.Uri };
  readonly #pages = new Map<string, ResultsPage>();

  constructor(client: SpinelClient, extensionUri: vscode.Uri) {
    this.#client = client;
    this.#files = vscode.Uri.joinPath(extensionUri, 'webviews', 'dist');
    const assets = vscode.Uri.joinPath(extensionUri, 'client', 'assets');
    this.#icon = {
      light: vscode.Uri.joinPath(assets, 'file-light.svg'),
      dark: vscode.Uri.joinPath(assets, 'file-dark.svg'),
    };
  }

  async open(folder: string): Promise<void> {
    const open = this.#pages.get(folder);
    if (open !== undefined) {
      open.reveal();
      return;
    }
    const panel = vscode.window.createWebviewPanel(
      viewType,
      `Results: ${path.basename(folder)}`,
      vscode.ViewColumn.Beside,
      this.#options(),
    );
    this.#fill(panel, folder);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const kept = pageState.safeParse(state);
    // A page that was closed before it had anything to show has nothing to come back to.
    if (!kept.success) {
      panel.dispose();
      return;
    }
    panel.webview.options = this.#options();
    this.#fill(panel, kept.data.folder);
  }

  #options(): vscode.WebviewOptions {
    return { enableScripts: true, localResourceRoots: [this.#files] };
  }

  #fill(panel: vscode.WebviewPanel, folder: string): void {
    const { webview } = panel;
    this.#pages.set(folder, new ResultsPage(this.#client, panel, folder));
    panel.onDidDispose(() => this.#pages.delete(folder));
    panel.iconPath = this.#icon;
    webview.html = pageHtml({
      title: 'Results',
      script: webview.asWebviewUri(vscode.Uri.joinPath(this.#files, 'results.js')).toString(),
      style: webview.asWebviewUri(vscode.Uri.joinPath(this.#files, 'results.css')).toString(),
      source: webview.cspSource,
      nonce: freshNonce(),
    });
  }
}

export function registerResultsPages(context: vscode.ExtensionContext, client: SpinelClient): ResultsPages {
  const pages = new OpenPages(client, context.extensionUri);
  context.subscriptions.push(vscode.window.registerWebviewPanelSerializer(viewType, pages));
  return pages;
}
