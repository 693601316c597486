import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { eventually, expectThat, type Scenario } from '../scenarios.ts';
import { activated, extension } from './activated.ts';
import { hintsOf, newStudy, openStudy, workspaceFile } from './study.ts';

/** Three bases, four amounts of four elements on A and four on B. */
const candidatesOfStudy = 3 + 4 * 4 + 4 * 4;

function resultsTab(): vscode.Tab | undefined {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .find(
      ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.includes('spinel.results'),
    );
}

export const running: readonly Scenario[] = [
  {
    name: 'the candidates of a study are counted',
    run: async () => {
      await openStudy('study.spinel');
      const counts = await vscode.commands.executeCommand<{ readonly distinct: number }>(
        'spinel.countCandidates',
      );
      expectThat(counts?.distinct === candidatesOfStudy, `Counted: ${JSON.stringify(counts)}`);
    },
  },
  {
    name: 'a run leaves a complete folder and opens its results',
    run: async () => {
      await openStudy('study.spinel');
      const folder = await vscode.commands.executeCommand<string | undefined>(
        'spinel.runStudy',
        workspaceFile('study.spinel'),
      );
      expectThat(folder !== undefined, 'The run did not finish.');
      const manifest = JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8'));
      expectThat(manifest.state === 'complete', `The run is ${manifest.state}.`);
      expectThat(manifest.counts.distinct === candidatesOfStudy, `Counted: ${manifest.counts.distinct}`);
      const missing = manifest.files.filter(
        (file: { path: string }) => !existsSync(path.join(folder, file.path)),
      );
      expectThat(missing.length === 0, `Missing: ${JSON.stringify(missing)}`);
      await eventually('the page of results', resultsTab);
    },
  },
  {
    name: 'a cancelled run ends at once and leaves a folder that can be resumed',
    run: async () => {
      const uri = workspaceFile('long.spinel');
      const bases = ['ZnBi2O4', 'MgAl2O4', 'ZnGa2O4', 'CdRh2O4', 'ZnFe2O4', 'MgCr2O4'].join(', ');
      const text = `base ${bases} : spinel\nsubstitute A, B with spinel.A + spinel.B step 0.01\n`;
      await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
      const run = vscode.commands.executeCommand<string | undefined>('spinel.runStudy', uri);
      const pattern = new vscode.RelativePattern(workspaceFile('spinel-runs'), 'long-*/manifest.json');
      const manifest = await eventually('the folder of the run', async () => {
        const found = await vscode.workspace.findFiles(pattern);
        return found[0];
      });
      await vscode.commands.executeCommand('spinel.cancelRun');
      expectThat((await run) === undefined, 'The run finished, although it was cancelled.');
      const { state } = JSON.parse(readFileSync(manifest.fsPath, 'utf8'));
      expectThat(state === 'running', `The folder says ${state}.`);
    },
  },
  {
    name: "the command line of the editor's terminals runs in the editor's own Node, with the shipped models",
    run: async () => {
      const { extensionUri } = extension();
      const command = process.platform === 'win32' ? 'spinel.cmd' : 'spinel';
      const { stdout } = await promisify(execFile)(
        vscode.Uri.joinPath(extensionUri, 'client', 'bin', command).fsPath,
        ['predict', 'ZnGa2O4', '--json'],
        { env: { ...process.env, PATH: '/usr/bin:/bin', SPINEL_NODE: process.execPath } },
      );
      expectThat(/"gap_ev":\s*\d/.test(stdout), `It says: ${stdout}`);
    },
  },
  {
    name: 'checking devices finds the CPU working, and says what is missing for the others',
    run: async () => {
      const report = await vscode.commands.executeCommand<string>('spinel.checkDevices');
      expectThat(/\| CPU \| ✓\sworks \|/.test(report), `The report says: ${report}`);
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    },
  },
  {
    name: 'a study with errors is not run, and the editor goes on',
    run: async () => {
      const uri = workspaceFile('broken.spinel');
      await vscode.workspace.fs.writeFile(uri, Buffer.from('base ZnXx2O4\n'));
      // The command ends only when its message is answered, so that it is not waited for.
      void vscode.commands.executeCommand('spinel.runStudy', uri);
      const { document } = await openStudy('study.spinel');
      await eventually('hints', async () => {
        const symbols = await vscode.commands.executeCommand<unknown[]>(
          'vscode.executeDocumentSymbolProvider',
          document.uri,
        );
        return symbols.length > 0 ? symbols : undefined;
      });
    },
  },
  {
    name: 'a device that is absent is an error with a remedy, never a silent run on the CPU',
    run: async () => {
      const absent = process.platform === 'darwin' ? 'dml' : 'coreml';
      const settings = vscode.workspace.getConfiguration('spinel');
      const { status } = await activated();
      await settings.update('device', absent, vscode.ConfigurationTarget.Global);
      try {
        // A compound that no other scenario asks about: finished answers stay.
        const { document } = await newStudy('base FeSc2S4\n');
        const failed = await eventually('the error about the device', async () => {
          await hintsOf(document);
          return status().state === 'failed' ? status() : undefined;
        });
        expectThat(failed.error?.code === 'SP4004', `The error is ${JSON.stringify(failed.error)}.`);
        expectThat(failed.error.remedy.length > 0, 'The error says nothing about what to do.');
        const hints = await hintsOf(document);
        expectThat(!hints.some((hint) => hint.includes('eV')), `There are hints: ${hints.join(', ')}`);
      } finally {
        await settings.update('device', undefined, vscode.ConfigurationTarget.Global);
      }
      const { document } = await openStudy('study.spinel');
      await eventually('gaps again, on a device that works', async () => {
        const hints = await hintsOf(document);
        return hints.some((hint) => hint.includes('eV')) ? true : undefined;
      });
    },
  },
  {
    name: 'the server can be restarted and answers again',
    run: async () => {
      const { document } = await openStudy('study.spinel');
      await vscode.commands.executeCommand('spinel.restartServer');
      const counts = await vscode.commands.executeCommand<{ readonly distinct: number }>(
        'spinel.countCandidates',
        document.uri,
      );
      expectThat(counts?.distinct === candidatesOfStudy, `Counted: ${JSON.stringify(counts)}`);
    },
  },
];
