/** The studies of the test workspace, opened and asked about. */
import * as vscode from 'vscode';
import { eventually } from '../scenarios.ts';

export function workspaceFile(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error('The tests need a workspace folder.');
  return vscode.Uri.joinPath(folder.uri, name);
}

export async function openStudy(name: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(workspaceFile(name));
  return vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One });
}

/** A study that was never saved. */
export async function newStudy(content: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument({ language: 'spinel', content });
  return vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One });
}

/** The place after the first occurrence of a text, or `offset` characters into it. */
export function placeOf(document: vscode.TextDocument, text: string, offset = text.length): vscode.Position {
  const index = document.getText().indexOf(text);
  if (index < 0) throw new Error(`${text} is not in ${document.fileName}.`);
  return document.positionAt(index + offset);
}

export function codesOf(uri: vscode.Uri): readonly string[] {
  return vscode.languages.getDiagnostics(uri).map(({ code }) => {
    const value = typeof code === 'object' ? code.value : code;
    return String(value);
  });
}

export async function untilCode(uri: vscode.Uri, code: string): Promise<vscode.Diagnostic> {
  return eventually(`the finding ${code}`, () => {
    const index = codesOf(uri).indexOf(code);
    return vscode.languages.getDiagnostics(uri)[index];
  });
}

/** The text of every inlay hint of a document. */
export async function hintsOf(document: vscode.TextDocument): Promise<readonly string[]> {
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
    'vscode.executeInlayHintProvider',
    document.uri,
    whole,
  );
  return hints.map(({ label }) =>
    typeof label === 'string' ? label : label.map((part) => part.value).join(''),
  );
}

export async function hoverText(document: vscode.TextDocument, place: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    place,
  );
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (typeof content === 'string' ? content : content.value))
    .join('\n');
}
