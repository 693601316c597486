/** The extension under test. */
import * as vscode from 'vscode';
import { expectThat } from '../scenarios.ts';

const extensionId = 'spinel-studio.spinel-studio';

/** What the extension offers; see `SpinelApi` in the client. */
interface Offered {
  readonly ready: Promise<void>;
  status(): {
    readonly state: string;
    readonly error: { readonly code: string; readonly remedy: string } | undefined;
  };
}

export function extension(): vscode.Extension<Offered> {
  const found = vscode.extensions.getExtension<Offered>(extensionId);
  expectThat(found !== undefined, `The extension ${extensionId} is not there.`);
  return found;
}

export async function activated(): Promise<Offered> {
  const offered = await extension().activate();
  await offered.ready;
  return offered;
}
