/** The extension's entry: starts the language server and puts commands, status and pages beside it. */
import type { InferenceStatus } from '@spinel-studio/server/inference/types.ts';
import * as vscode from 'vscode';
import { registerCommands } from './commands/commands.ts';
import { registerHelpPages } from './helpPages.ts';
import { SpinelClient } from './language/spinelClient.ts';
import { ReportPages } from './pages/reportPages.ts';
import { registerResultsPages } from './pages/resultsPages.ts';
import { RunMonitor } from './runs/runMonitor.ts';
import { showStatus } from './status/statusItems.ts';
import { offerTerminalCommand } from './terminalCommand.ts';

/** What the extension offers to others, and to its own tests. */
export interface SpinelApi {
  /** Resolves once the language server answers. */
  readonly ready: Promise<void>;
  /** The state of predictions. */
  status(): InferenceStatus;
  /** Folders of the runs that this window has finished, oldest first. */
  finishedRuns(): readonly string[];
}

export function activate(context: vscode.ExtensionContext): SpinelApi {
  const output = vscode.window.createOutputChannel('Spinel Studio', { log: true });
  const client = new SpinelClient(context, output);
  const pages = registerResultsPages(context, client);
  const reports = new ReportPages();
  const runs = new RunMonitor(client, pages);
  context.subscriptions.push(
    output,
    reports,
    runs,
    registerHelpPages(context.extensionUri),
    showStatus(client),
    ...registerCommands({ context, client, output, pages, reports, runs }),
    client,
    vscode.workspace.onDidGrantWorkspaceTrust(() => void client.grantTrust()),
  );
  offerTerminalCommand(context);
  const ready = client.start();
  // The failure is shown by the client; activation itself has succeeded, so that its remedies are at hand.
  ready.catch(() => undefined);
  return { ready, status: () => client.status, finishedRuns: () => runs.finished };
}
