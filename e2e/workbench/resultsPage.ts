/** The page of results, asked as a user would look at it. */
import type { Frame, Locator } from 'playwright-core';
import { eventually } from '../scenarios.ts';

export class ResultsFrame {
  readonly frame: Frame;

  constructor(frame: Frame) {
    this.frame = frame;
  }

  rows(): Locator {
    return this.frame.locator('.lines .row:not([hidden])');
  }

  /** The texts of a column's cells in sight, once all of them have arrived. */
  async column(id: string): Promise<readonly string[]> {
    return eventually(`the column ${id}`, async () => {
      const loading = await this.frame.locator('.lines .row.loading:not([hidden])').count();
      const cells = await this.frame.locator(`.lines .row:not([hidden]) .cell.${id}`).allTextContents();
      return loading === 0 && cells.length > 0 ? cells : undefined;
    });
  }

  async untilTotal(pattern: RegExp): Promise<void> {
    await this.frame.locator('.total').filter({ hasText: pattern }).waitFor({ timeout: 10_000 });
  }

  heading(name: string): Locator {
    return this.frame.locator('[role="columnheader"]').filter({ hasText: name });
  }

  /** Types into the field that narrows the table by text. */
  async narrow(text: string): Promise<void> {
    await this.frame.locator('vscode-text-field').first().locator('input').fill(text);
  }

  chart(): Locator {
    return this.frame.locator('figure svg');
  }
}
