import { checkDevices } from '@spinel-studio/server/protocol';
import * as vscode from 'vscode';
import { reportError } from '../errors/reportError.ts';
import { trusted } from './activeStudy.ts';
import { deviceReportPage } from './deviceReportPage.ts';
import type { Services } from './services.ts';

/** Tries every device and shows what works, and for the rest why not and what to do. Resolves with the report's text. */
export async function checkDevicesHere({ client, reports }: Services): Promise<string | undefined> {
  if (!(await trusted())) return undefined;
  try {
    const found = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: 'Trying every device' },
      () => client.request(checkDevices, {}),
    );
    const text = deviceReportPage(found, `${process.platform} ${process.arch}`);
    await reports.show('Devices for predictions', text);
    return text;
  } catch (error) {
    await reportError('The devices could not be checked.', error);
    return undefined;
  }
}
