/** Shows an error with its remedies as buttons. */
import * as vscode from 'vscode';
import { problemText, type Remedy, remediesFor, userProblem } from './userProblem.ts';

/** `what` says what could not be done, as a whole sentence. */
export async function reportError(what: string, error: unknown): Promise<void> {
  const problem = userProblem(error);
  const remedies = remediesFor(problem.code, vscode.workspace.isTrusted);
  await offerRemedies(`${what} ${problemText(problem)}`, remedies);
}

export async function offerRemedies(text: string, remedies: readonly Remedy[]): Promise<void> {
  const chosen = await vscode.window.showErrorMessage(text, ...remedies.map((remedy) => remedy.label));
  const remedy = remedies.find(({ label }) => label === chosen);
  if (remedy !== undefined) await vscode.commands.executeCommand(remedy.command);
}
