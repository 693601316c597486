import { countCandidates } from '@spinel-studio/server/protocol';
import * as vscode from 'vscode';
import { reportError } from '../errors/reportError.ts';
import { activeStudy } from './activeStudy.ts';
import { countSummary } from './countText.ts';
import type { Services } from './services.ts';

type Counts = NonNullable<NonNullable<typeof countCandidates.types>['result']>;

/** Tells the number of candidates; its button lists them by statement. Resolves with the counts. */
export async function countCandidatesOf(
  { client }: Services,
  argument: unknown,
): Promise<Counts | undefined> {
  const document = await activeStudy(argument);
  if (document === undefined) return undefined;
  try {
    const counts = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: 'Counting candidates' },
      () => client.request(countCandidates, { uri: document.uri.toString() }),
    );
    void offerStatements(document, counts);
    return counts;
  } catch (error) {
    await reportError('The candidates could not be counted.', error);
    return undefined;
  }
}

async function offerStatements(document: vscode.TextDocument, counts: Counts): Promise<void> {
  const list = 'By Statement';
  if ((await vscode.window.showInformationMessage(countSummary(counts), list)) !== list) return;
  const items = counts.byStatement.map(({ line, text, candidates }) => ({
    label: candidates.toLocaleString('en'),
    description: text,
    detail: `line ${line + 1}`,
    line,
  }));
  const picked = await vscode.window.showQuickPick(items, { title: 'New candidates by statement' });
  if (picked === undefined) return;
  const at = new vscode.Position(picked.line, 0);
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, at) });
}
