import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import { expectThat, type Scenario } from '../scenarios.ts';
import { activated, extension } from './activated.ts';
import { openStudy } from './study.ts';

export const starting: readonly Scenario[] = [
  {
    name: 'an example opens as a study of its own, so that it can be changed and saved anywhere',
    run: async () => {
      await extension().activate();
      await vscode.commands.executeCommand('spinel.openExample', 'znbi2o4.spinel');
      const document = vscode.window.activeTextEditor?.document;
      expectThat(document?.isUntitled === true, 'The example is not a document of its own.');
      expectThat(document.languageId === 'spinel', `The language is ${document.languageId}.`);
      expectThat(document.getText().includes('ZnBi2O4'), `The example says: ${document.getText()}`);
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    },
  },
  {
    name: 'opening a study activates the extension and starts the server',
    run: async () => {
      const editor = await openStudy('study.spinel');
      expectThat(editor.document.languageId === 'spinel', `The language is ${editor.document.languageId}.`);
      await activated();
    },
  },
  {
    name: 'every command of the manifest is registered',
    run: async () => {
      const declared: readonly { readonly command: string }[] = extension().packageJSON.contributes.commands;
      const registered = new Set(await vscode.commands.getCommands(true));
      const missing = declared.filter(({ command }) => !registered.has(command));
      expectThat(
        missing.length === 0,
        `Not registered: ${missing.map(({ command }) => command).join(', ')}.`,
      );
    },
  },
  {
    name: 'every file that the manifest names is in the extension',
    run: async () => {
      const { contributes, icon } = extension().packageJSON;
      const named: readonly string[] = [
        icon,
        ...contributes.languages.map((language: { configuration: string }) => language.configuration),
        ...contributes.grammars.map((grammar: { path: string }) => grammar.path),
        ...contributes.snippets.map((snippets: { path: string }) => snippets.path),
      ];
      const missing = named.filter(
        (file) => !existsSync(vscode.Uri.joinPath(extension().extensionUri, file).fsPath),
      );
      expectThat(missing.length === 0, `Missing: ${missing.join(', ')}.`);
    },
  },
];
