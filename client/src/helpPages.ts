/** The help pages of findings and errors, opened by a link of the editor's own scheme so that they work without a network. */
import * as vscode from 'vscode';
import { codeOfPath } from './helpAddress.ts';

const extensionId = 'spinel-studio.spinel-studio';

/** The address to which the server appends a page's name. */
export function helpBase(): string {
  return `${vscode.env.uriScheme}://${extensionId}/codes/`;
}

export function registerHelpPages(extensionUri: vscode.Uri): vscode.Disposable {
  return vscode.window.registerUriHandler({
    handleUri: async (uri) => {
      const code = codeOfPath(uri.path);
      if (code === undefined) return;
      const page = vscode.Uri.joinPath(extensionUri, 'docs', 'codes', `${code}.md`);
      await vscode.commands.executeCommand('markdown.showPreview', page);
    },
  });
}
