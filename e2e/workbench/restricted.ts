/** What a user sees in a workspace that they do not trust: editing, but no prediction and no run. */
import { expectThat, type Scenario } from '../scenarios.ts';
import type { WorkbenchWindow } from './window.ts';

export function restrictedScenarios(window: WorkbenchWindow): readonly Scenario[] {
  const { page } = window;
  return [
    {
      name: 'in a workspace without trust, mistakes are found and hints count, but nothing is predicted',
      run: async () => {
        await page.locator('.statusbar-item').filter({ hasText: 'Restricted Mode' }).waitFor();
        await window.openFile('findings.spinel');
        await page.locator('.squiggly-error').first().waitFor({ timeout: 20_000 });
        await window.openFile('study.spinel');
        await window.untilLine(/pool\slate.*4\selements/);
        // Where there is trust, the gap has come long before this.
        await page.waitForTimeout(4000);
        const lines = await window.lines().allTextContents();
        expectThat(
          !lines.some((line) => line.includes('\u00b1')),
          `There is a prediction: ${lines.join('|')}`,
        );
      },
    },
    {
      name: 'without trust, the status says so, and a run asks for trust instead of starting',
      run: async () => {
        await page
          .locator('.statusbar-item')
          .filter({ hasText: 'Spinel: editing only' })
          .waitFor({ timeout: 10_000 });
        await page.locator('.editor-actions .action-label[aria-label^="Run Study"]').first().click();
        const refusal = page.locator('.notification-toast').filter({ hasText: 'not trusted' });
        await refusal.waitFor({ timeout: 10_000 });
        // The message slides in.
        await page.waitForTimeout(700);
        await window.screenshot('restricted');
      },
    },
    {
      name: 'with trust granted, predictions come without a reload',
      run: async () => {
        await page.locator('.notification-toast').getByText('Manage Trust').click();
        await page
          .locator('.workspace-trust-editor')
          .locator('.monaco-button')
          .filter({ hasText: /^Trust$/ })
          .first()
          .click();
        await page
          .locator('.statusbar-item')
          .filter({ hasText: 'Restricted Mode' })
          .waitFor({ state: 'detached' });
        await page.keyboard.press('Escape');
        await window.untilLine(/ZnBi2O4.*\d\.\d+\s\u00b1\s\d\.\d+\seV/);
      },
    },
  ];
}
