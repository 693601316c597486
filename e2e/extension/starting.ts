import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import { expectThat, type Scenario } from '../scenarios.ts';
import { openStudy } from './study.ts';

const extensionId = 'spinel-studio.spinel-studio';

function extension(): vscode.Extension<{ readonly ready: Promise<void> }> {
  const found = vscode.extensions.getExtension(extensionId);
  expectThat(found !== undefined, `The extension ${extensionId} is not there.`);
  return found;
}

export const starting: readonly Scenario[] = [
  {
    name: 'opening a study activates the extension and starts the server',
    run: async () => {
      const editor = await openStudy('study.spinel');
      expectThat(editor.document.languageId === 'spinel', `The language is ${editor.document.languageId}.`);
      const { ready } = await extension().activate();
      await ready;
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
