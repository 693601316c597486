import { stat } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Services } from './services.ts';

/** Every run folder has this file; a folder without it is none. */
const manifestName = 'manifest.json';
/** Where runs lie beside their studies. */
const runFolders = '**/spinel-runs/*/manifest.json';

interface RunItem extends vscode.QuickPickItem {
  readonly folder: string | undefined;
}

/** Shows the results of a run: the one named, or one picked from the workspace or the disk. */
export async function showResults({ pages }: Services, argument: unknown): Promise<void> {
  const folder = folderOf(argument) ?? (await pickRun());
  if (folder !== undefined) await pages.open(folder);
}

function folderOf(argument: unknown): string | undefined {
  const file = argument instanceof vscode.Uri ? argument.fsPath : argument;
  if (typeof file !== 'string' || file === '') return undefined;
  return path.basename(file) === manifestName ? path.dirname(file) : file;
}

async function pickRun(): Promise<string | undefined> {
  const runs = await runsOfWorkspace();
  const browse: RunItem = { label: '$(folder-opened) Browse\u2026', alwaysShow: true, folder: undefined };
  if (runs.length === 0) return browseForRun();
  const picked = await vscode.window.showQuickPick([...runs, browse], { title: 'Show the results of a run' });
  if (picked === undefined) return undefined;
  return picked.folder ?? browseForRun();
}

/** The newest first. */
async function runsOfWorkspace(): Promise<readonly RunItem[]> {
  const manifests = await vscode.workspace.findFiles(runFolders, null, 500);
  const dated = await Promise.all(
    manifests.map(async ({ fsPath }) => ({ fsPath, time: (await stat(fsPath)).mtimeMs })),
  );
  return dated
    .toSorted((one, other) => other.time - one.time)
    .map(({ fsPath, time }) => {
      const folder = path.dirname(fsPath);
      return {
        label: path.basename(folder),
        description: new Date(time).toLocaleString(),
        detail: vscode.workspace.asRelativePath(folder),
        folder,
      };
    });
}

async function browseForRun(): Promise<string | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title: 'Folder of a run',
    openLabel: 'Show Results',
    canSelectFiles: false,
    canSelectFolders: true,
  });
  return picked?.[0]?.fsPath;
}
