/** Where and how the files of a page are saved. */
import * as path from 'node:path';
import type { SaveFormat } from '@spinel-studio/webviews/messages';
import * as vscode from 'vscode';

const filters: Readonly<Record<SaveFormat, Record<string, string[]>>> = {
  svg: { 'SVG drawing': ['svg'] },
  png: { 'PNG picture': ['png'] },
  csv: { 'CSV table': ['csv'] },
};

/** Asks for a place, beside the run at first; undefined where the user changed their mind. */
export async function askForPlace(
  folder: string,
  name: string,
  format: SaveFormat,
): Promise<vscode.Uri | undefined> {
  // A name comes from the page; only its last part counts, so that it cannot lead out of the folder.
  const file = path.basename(name) || `results.${format}`;
  return vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(path.join(folder, file)),
    filters: filters[format],
    title: `Save ${format.toUpperCase()}`,
  });
}

export async function saveContent(place: vscode.Uri, format: SaveFormat, content: string): Promise<void> {
  const bytes = Buffer.from(content, format === 'png' ? 'base64' : 'utf8');
  await vscode.workspace.fs.writeFile(place, bytes);
}
