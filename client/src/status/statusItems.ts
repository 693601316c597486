/** The language status item and the item of the status bar, both beside `.spinel` files only. */
import * as vscode from 'vscode';
import { offerRemedies } from '../errors/reportError.ts';
import { remediesFor } from '../errors/userProblem.ts';
import { languageId, type SpinelClient } from '../language/spinelClient.ts';
import { type StatusSeverity, type StatusText, statusText } from './statusText.ts';

const severities: Readonly<Record<StatusSeverity, vscode.LanguageStatusSeverity>> = {
  information: vscode.LanguageStatusSeverity.Information,
  warning: vscode.LanguageStatusSeverity.Warning,
  error: vscode.LanguageStatusSeverity.Error,
};

function showInLanguageStatus(item: vscode.LanguageStatusItem, text: StatusText): void {
  item.text = text.text;
  item.detail = text.detail;
  item.severity = severities[text.severity];
  item.busy = text.busy;
  item.command = text.action;
}

function showInStatusBar(item: vscode.StatusBarItem, text: StatusText): void {
  item.text = text.short;
  item.tooltip = `${text.detail} ${text.action.title}: click.`;
  item.command = text.action.command;
  item.backgroundColor =
    text.severity === 'information'
      ? undefined
      : new vscode.ThemeColor(
          text.severity === 'error' ? 'statusBarItem.errorBackground' : 'statusBarItem.warningBackground',
        );
}

/** Tells once about predictions that went off; the status items go on saying so. */
function announceFailure(client: SpinelClient): () => void {
  let told: string | undefined;
  return () => {
    const error = client.status.state === 'failed' ? client.status.error : undefined;
    if (error !== undefined && told !== error.message) {
      void offerRemedies(
        `${error.message} ${error.remedy} (${error.code})`,
        remediesFor(error.code, vscode.workspace.isTrusted),
      );
    }
    told = error?.message;
  };
}

export function showStatus(client: SpinelClient): vscode.Disposable {
  const language = vscode.languages.createLanguageStatusItem('spinel.status', { language: languageId });
  language.name = 'Spinel';
  const bar = vscode.window.createStatusBarItem('spinel.status', vscode.StatusBarAlignment.Right, 99);
  bar.name = 'Spinel';
  const announce = announceFailure(client);
  const show = (): void => {
    const text = statusText({
      server: client.server,
      trusted: vscode.workspace.isTrusted,
      status: client.status,
    });
    showInLanguageStatus(language, text);
    showInStatusBar(bar, text);
    announce();
  };
  const showBeside = (editor: vscode.TextEditor | undefined): void => {
    if (editor?.document.languageId === languageId) bar.show();
    else bar.hide();
  };
  show();
  showBeside(vscode.window.activeTextEditor);
  return vscode.Disposable.from(
    language,
    bar,
    client.onStatus(show),
    vscode.workspace.onDidGrantWorkspaceTrust(show),
    vscode.window.onDidChangeActiveTextEditor(showBeside),
  );
}
