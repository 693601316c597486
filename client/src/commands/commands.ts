/** Every command of the extension, by its identifier in the manifest. */
import * as vscode from 'vscode';
import { checkDevicesHere } from './checkDevices.ts';
import { countCandidatesOf } from './countCandidates.ts';
import { openExample } from './openExample.ts';
import { cancelOneRun, runStudy } from './runStudy.ts';
import { selectDevice } from './selectDevice.ts';
import type { Services } from './services.ts';
import { showResults } from './showResults.ts';

type Command = (services: Services, argument: unknown) => unknown;

const commands: Readonly<Record<string, Command>> = {
  'spinel.runStudy': runStudy,
  'spinel.cancelRun': cancelOneRun,
  'spinel.countCandidates': countCandidatesOf,
  'spinel.showResults': showResults,
  'spinel.restartServer': ({ client }) => client.restart(),
  'spinel.selectDevice': selectDevice,
  'spinel.checkDevices': checkDevicesHere,
  'spinel.showOutput': ({ output }) => output.show(),
  'spinel.openExample': openExample,
};

export function registerCommands(services: Services): readonly vscode.Disposable[] {
  return Object.entries(commands).map(([name, command]) =>
    vscode.commands.registerCommand(name, (argument: unknown) => command(services, argument)),
  );
}
