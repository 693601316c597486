import * as path from 'node:path';
import * as vscode from 'vscode';
import { savedStudy, trusted } from './activeStudy.ts';
import type { Services } from './services.ts';

/** Runs the study and shows its results; resolves with the run's folder. */
export async function runStudy({ runs }: Services, argument: unknown): Promise<string | undefined> {
  if (!(await trusted())) return undefined;
  const study = await savedStudy(argument);
  return study && runs.start(study);
}

/** Cancels the only run, or one that the user picks. */
export async function cancelOneRun({ runs }: Services): Promise<void> {
  const folders = runs.running;
  if (folders.length === 0) {
    await vscode.window.showInformationMessage('No run is going on.');
    return;
  }
  const items = folders.map((folder) => ({ label: path.basename(folder), description: folder, folder }));
  const [only] = items;
  const picked =
    items.length === 1 ? only : await vscode.window.showQuickPick(items, { title: 'Cancel which run?' });
  if (picked !== undefined) await runs.cancel(picked.folder);
}
