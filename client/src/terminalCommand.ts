/** The `spinel` command in the editor's terminals, without anything to install. */
import * as path from 'node:path';
import type * as vscode from 'vscode';

export function offerTerminalCommand(context: vscode.ExtensionContext): void {
  const environment = context.environmentVariableCollection;
  environment.description = 'The `spinel` command of Spinel Studio';
  // Terminals that are opened before the extension is active would keep the folder of an older version.
  environment.persistent = false;
  environment.prepend('PATH', context.asAbsolutePath(path.join('client', 'bin')) + path.delimiter);
  environment.replace('SPINEL_NODE', process.execPath);
}
