/** The colour themes in which the window is looked at. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { eventually } from '../scenarios.ts';
import type { WorkbenchWindow } from './window.ts';

export async function setTheme(folder: string, theme: string): Promise<void> {
  const settings = { 'workbench.colorTheme': theme, 'editor.fontSize': 15 };
  await writeFile(path.join(folder, '.vscode', 'settings.json'), JSON.stringify(settings));
}

/** Right after a reload the editor does not watch its settings yet, so that they are written until they are seen. */
export async function switchTheme(
  window: WorkbenchWindow,
  folder: string,
  theme: string,
  className: string,
): Promise<void> {
  await eventually(`the theme ${theme}`, async () => {
    await setTheme(folder, theme);
    await window.page.waitForTimeout(500);
    const themed = await window.page.locator(`.monaco-workbench.${className}`).count();
    return themed > 0 ? true : undefined;
  });
}
