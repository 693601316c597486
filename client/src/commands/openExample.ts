import { readdir, readFile } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { languageId } from '../language/spinelClient.ts';
import type { Services } from './services.ts';

const extension = '.spinel';

/** Opens a copy of an example, untitled, so that it can be changed and saved where the user likes. */
export async function openExample({ context }: Services, argument: unknown): Promise<void> {
  const folder = context.asAbsolutePath('examples');
  const name = typeof argument === 'string' ? path.basename(argument) : await pickExample(folder);
  if (name === undefined) return;
  const content = await readFile(path.join(folder, name), 'utf8');
  const document = await vscode.workspace.openTextDocument({ language: languageId, content });
  await vscode.window.showTextDocument(document);
}

async function pickExample(folder: string): Promise<string | undefined> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(extension)).toSorted();
  const items = await Promise.all(
    files.map(async (file) => ({
      label: path.basename(file, extension),
      detail: titleOf(await readFile(path.join(folder, file), 'utf8')),
      file,
    })),
  );
  const picked = await vscode.window.showQuickPick(items, { title: 'Open an example study' });
  return picked?.file;
}

function titleOf(text: string): string {
  return /^\s*study\s+"([^"]*)"/m.exec(text)?.[1] ?? '';
}
