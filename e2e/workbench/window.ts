/** A window of VS Code, driven as a user would drive it. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Frame, Locator, Page } from 'playwright-core';
import { eventually } from '../scenarios.ts';
import type { RunningServer } from '../vscode/server.ts';

export class WorkbenchWindow {
  readonly page: Page;
  /** Folder of the screenshots. */
  readonly screenshots: string;

  /** What content security policies have refused. */
  readonly refusals: string[] = [];

  private constructor(page: Page, screenshots: string) {
    this.page = page;
    this.screenshots = screenshots;
  }

  static async open(
    browser: Browser,
    server: RunningServer,
    folder: string,
    screenshots: string,
  ): Promise<WorkbenchWindow> {
    const page = await browser.newPage({ viewport: { width: 1500, height: 950 } });
    await page.goto(`${server.address}/?${new URLSearchParams({ folder })}`);
    const window = new WorkbenchWindow(page, screenshots);
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) window.refusals.push(message.text());
    });
    await window.untilReady();
    return window;
  }

  async untilReady(): Promise<void> {
    await this.page.locator('.monaco-workbench .statusbar').waitFor({ timeout: 60_000 });
  }

  /** The lines of the editor in front, as shown, hints included. */
  lines(): Locator {
    return this.page.locator('.editor-group-container.active .view-line');
  }

  async untilLine(pattern: RegExp): Promise<Locator> {
    const line = this.lines().filter({ hasText: pattern }).first();
    await line.waitFor({ timeout: 30_000 });
    return line;
  }

  /** Runs a command by its title, through the palette. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    const input = this.page.locator('.quick-input-widget input[type="text"]');
    await input.waitFor();
    await input.fill(`>${title}`);
    const entry = this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: title }).first();
    await entry.waitFor({ timeout: 10_000 });
    await entry.click();
  }

  /** Reloads as the editor itself does; the browser's own reload would come before the editor has written its state down. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load');
    await this.command('Developer: Reload Window');
    await loaded;
    await this.untilReady();
  }

  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('Control+P');
    const input = this.page.locator('.quick-input-widget input[type="text"]');
    await input.waitFor();
    await input.fill(name);
    const entry = this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: name }).first();
    await entry.click();
    await this.page.locator('.tab.active').filter({ hasText: name }).waitFor();
  }

  /** A webview's content sits in nested frames; this is the one that has an element. */
  async frameWith(selector: string): Promise<Frame> {
    return eventually(
      `a page with ${selector}`,
      async () => {
        for (const frame of this.page.frames()) {
          const found = await frame
            .locator(selector)
            .count()
            .catch(() => 0);
          if (found > 0) return frame;
        }
        return undefined;
      },
      75_000,
    );
  }

  resultsFrame(): Promise<Frame> {
    return this.frameWith('[role="grid"][aria-label="Candidates"]');
  }

  async screenshot(name: string): Promise<void> {
    await mkdir(this.screenshots, { recursive: true });
    await this.page.screenshot({ path: path.join(this.screenshots, `${name}.png`) });
  }
}
