/** The study that a command is about. */
import * as vscode from 'vscode';
import { languageId } from '../language/spinelClient.ts';

/** From a menu or a lens, the argument names the file; from the palette, the study in front counts. */
export async function activeStudy(argument: unknown): Promise<vscode.TextDocument | undefined> {
  const uri = addressOf(argument) ?? vscode.window.activeTextEditor?.document.uri;
  const document = uri && (await vscode.workspace.openTextDocument(uri));
  if (document?.languageId === languageId) return document;
  await vscode.window.showInformationMessage(
    'Open a .spinel file first; this command is about the study in front.',
  );
  return undefined;
}

function addressOf(argument: unknown): vscode.Uri | undefined {
  if (argument instanceof vscode.Uri) return argument;
  return typeof argument === 'string' ? vscode.Uri.parse(argument, true) : undefined;
}

/** A run reads the file from the disk, so what is in the editor has to be there first. */
export async function savedStudy(argument: unknown): Promise<vscode.Uri | undefined> {
  const document = await activeStudy(argument);
  if (document === undefined) return undefined;
  if (!document.isDirty && !document.isUntitled) return document.uri;
  const saved = await vscode.workspace.save(document.uri);
  if (saved === undefined) {
    await vscode.window.showInformationMessage('Save the study to run it; a run reads the file.');
  }
  return saved;
}

/** Whether the workspace is trusted; asks for trust where it is not. */
export async function trusted(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = 'Manage Trust';
  const text =
    'This workspace is not trusted: studies can be edited, but no model is loaded and nothing is run.';
  if ((await vscode.window.showWarningMessage(text, manage)) === manage) {
    await vscode.commands.executeCommand('workbench.trust.manage');
  }
  return false;
}
