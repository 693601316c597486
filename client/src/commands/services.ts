/** What commands work with. */
import type * as vscode from 'vscode';
import type { SpinelClient } from '../language/spinelClient.ts';
import type { ReportPages } from '../pages/reportPages.ts';
import type { ResultsPages } from '../pages/resultsPages.ts';
import type { RunMonitor } from '../runs/runMonitor.ts';

export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly client: SpinelClient;
  readonly output: vscode.LogOutputChannel;
  readonly pages: ResultsPages;
  readonly reports: ReportPages;
  readonly runs: RunMonitor;
}
