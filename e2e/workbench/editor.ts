/** What a user sees of a study in the editor: hints, cards, the status bar and findings. */
import { eventually, type Scenario } from '../scenarios.ts';
import type { WorkbenchWindow } from './window.ts';

/** Points at a formula of the editor in front, waits for a card with a text, and takes a picture of it. */
async function lookAtCard(
  window: WorkbenchWindow,
  formula: RegExp,
  text: RegExp,
  picture: string,
): Promise<void> {
  const { page } = window;
  const card = page.locator('.monaco-hover:visible').filter({ hasText: text });
  // Hints that arrive meanwhile push the formula away from under the pointer; a user would point again.
  await eventually(`a card with ${text}`, async () => {
    await page.mouse.move(0, 0);
    await page.locator('.view-line span').filter({ hasText: formula }).first().hover({ timeout: 5000 });
    await card.first().waitFor({ timeout: 5000 });
    return true;
  });
  // The picture inside the card is drawn a moment after its text.
  await page.waitForTimeout(500);
  await window.screenshot(picture);
  await page.keyboard.press('Escape');
}

export function editorScenarios(window: WorkbenchWindow): readonly Scenario[] {
  const { page } = window;
  return [
    {
      name: 'a study opens in the editor',
      run: () => window.openFile('study.spinel'),
    },
    {
      name: 'a hint with the predicted gap stands behind the base formula',
      run: async () => {
        await window.untilLine(/ZnBi2O4.*\d\.\d+\s±\s\d\.\d+\seV/);
      },
    },
    {
      name: 'counts stand behind the substitute statements and a lens above the study',
      run: async () => {
        await window.untilLine(/substitute.*\d/);
        await page
          .locator('.codelens-decoration')
          .filter({ hasText: /Run study/ })
          .waitFor({ timeout: 20_000 });
        await window.screenshot('hints-light');
      },
    },
    {
      name: 'the status bar says which device and model predict',
      run: async () => {
        await page
          .locator('.statusbar-item')
          .filter({ hasText: /Spinel: (CPU|CUDA|DirectML|CoreML|WebGPU)/ })
          .waitFor({ timeout: 20_000 });
      },
    },
    {
      name: 'pointing at a formula opens a card with the gap',
      run: async () => {
        await lookAtCard(window, /^ZnGa2O4$/, /eV/, 'hover-light');
      },
    },
    {
      name: 'the card of a magnetic spinel says how likely it is that there is no gap, and what it is otherwise',
      run: async () => {
        await window.openFile('magnetic.spinel');
        await lookAtCard(
          window,
          /^CuMn2O4$/,
          /that HSE06 finds no gap.*; if there is one, \d/,
          'hover-magnetic-light',
        );
      },
    },
    {
      name: 'mistakes are underlined and listed with their codes',
      run: async () => {
        await window.openFile('findings.spinel');
        await page.locator('.squiggly-error').first().waitFor({ timeout: 20_000 });
        await page.keyboard.press('Control+Shift+M');
        const problem = page.locator('.markers-panel .monaco-list-row').filter({ hasText: 'SP2003' });
        await problem.first().waitFor({ timeout: 10_000 });
        await window.screenshot('problems-light');
        await page.keyboard.press('Control+Shift+M');
      },
    },
  ];
}
