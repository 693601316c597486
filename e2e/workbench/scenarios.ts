/** What a user sees in the window, with the packaged extension installed. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { eventually, expectThat, type Scenario } from '../scenarios.ts';
import { ResultsFrame } from './resultsPage.ts';
import type { WorkbenchWindow } from './window.ts';

async function setTheme(folder: string, theme: string): Promise<void> {
  const settings = { 'workbench.colorTheme': theme, 'editor.fontSize': 15 };
  await writeFile(path.join(folder, '.vscode', 'settings.json'), JSON.stringify(settings));
}

/** Right after a reload the editor does not watch its settings yet, so that they are written until they are seen. */
async function switchTheme(
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

function numbers(cells: readonly string[]): readonly number[] {
  return cells.map(Number).filter(Number.isFinite);
}

function ascending(values: readonly number[]): boolean {
  return values.every((value, index) => index === 0 || value >= (values[index - 1] ?? value));
}

/** Presses a button of the page, accepts the place that the editor proposes, and reads the file. */
async function saved(
  window: WorkbenchWindow,
  shown: ResultsFrame,
  label: string,
  extension: string,
): Promise<Buffer> {
  await shown.frame.locator('vscode-button').filter({ hasText: label }).click();
  const input = window.page.locator('.quick-input-widget:visible input[type="text"]');
  const file = await eventually('the proposed place', async () => {
    const proposed = await input.inputValue({ timeout: 1000 });
    // The place of the file before may still be there for a moment.
    return path.extname(proposed) === extension ? proposed : undefined;
  });
  await window.page.keyboard.press('Enter');
  return eventually(`the file ${file}`, async () => {
    const content = await readFile(file).catch(() => undefined);
    return content !== undefined && content.length > 0 ? content : undefined;
  });
}

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

function editorScenarios(window: WorkbenchWindow): readonly Scenario[] {
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

function resultsScenarios(window: WorkbenchWindow, folder: string): readonly Scenario[] {
  const { page } = window;
  const results = async () => new ResultsFrame(await window.resultsFrame());
  return [
    {
      name: 'the button above the editor runs the study and opens its results',
      run: async () => {
        await window.openFile('study.spinel');
        await page.locator('.editor-actions .action-label[aria-label^="Run Study"]').first().click();
        const shown = await results();
        await shown.untilTotal(/^35 of 35 candidates$/);
        expectThat((await shown.rows().count()) > 5, 'There are hardly any rows.');
        await shown.chart().waitFor();
        await page.keyboard.press('Escape');
        await window.screenshot('results-light');
      },
    },
    {
      name: 'columns beyond the edge are reached by scrolling, headings and rows together',
      run: async () => {
        const shown = await results();
        const heading = shown.heading('No gap');
        await heading.scrollIntoViewIfNeeded();
        const cell = shown.rows().first().locator('.cell.metal');
        const places = [await heading.boundingBox(), await cell.boundingBox()];
        const [above, below] = places.map((box) => Math.round(box?.x ?? Number.NaN));
        expectThat(above === below, `The heading begins at ${above}, its column at ${below}.`);
        expectThat(/^\d+\s%$/.test((await shown.column('metal'))[0] ?? ''), 'The column has no percentages.');
        await window.screenshot('results-right-light');
        await shown.heading('Formula').scrollIntoViewIfNeeded();
      },
    },
    {
      name: 'a heading orders the table by its column, both ways',
      run: async () => {
        const shown = await results();
        const heading = shown.heading('Gap (eV)');
        await heading.locator('button').click();
        await eventually('gaps in ascending order', async () => {
          const gaps = numbers(await shown.column('gap'));
          return gaps.length > 3 && ascending(gaps) ? true : undefined;
        });
        expectThat((await heading.getAttribute('aria-sort')) === 'ascending', 'The heading does not say so.');
        await heading.locator('button').click();
        await eventually('gaps in descending order', async () => {
          const gaps = numbers(await shown.column('gap'));
          return ascending(gaps.toReversed()) ? true : undefined;
        });
      },
    },
    {
      name: 'typing narrows the table',
      run: async () => {
        const shown = await results();
        await shown.narrow('Co');
        await shown.untilTotal(/^8 of 35 candidates$/);
        const formulas = await shown.column('formula');
        expectThat(
          formulas.every((formula) => formula.includes('Co')),
          `Shown: ${formulas.join(', ')}`,
        );
      },
    },
    {
      name: 'choosing a row draws its curve, and the curve is a table as well',
      run: async () => {
        const shown = await results();
        await shown.rows().filter({ hasText: 'A: Zn → Co' }).first().click();
        const chart = shown.chart().filter({ hasText: 'Zn on site A gives way' });
        await chart.waitFor({ timeout: 10_000 });
        await shown.frame.locator('vscode-button').filter({ hasText: 'Show as table' }).click();
        const cells = shown.frame.locator('figure tbody tr').filter({ hasText: 'Co' });
        await cells.first().waitFor();
        expectThat((await cells.count()) >= 4, 'The table of the curve misses points.');
        await shown.frame.locator('vscode-button').filter({ hasText: 'Show as chart' }).click();
        await chart.waitFor();
      },
    },
    {
      name: 'the table is used by keyboard alone, and tells assistive technology where it is',
      run: async () => {
        const shown = await results();
        const table = shown.frame.locator('[role="grid"]');
        await table.focus();
        for (const key of ['Home', 'ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
        expectThat(
          (await table.getAttribute('aria-activedescendant')) === 'row-2',
          'The third row is not active.',
        );
        expectThat(
          (await table.getAttribute('aria-rowcount')) === '9',
          'Eight rows and the headings are not counted.',
        );
        const row = shown.frame.locator('#row-2');
        expectThat((await row.getAttribute('aria-selected')) === 'true', 'The third row is not selected.');
        expectThat((await row.getAttribute('aria-rowindex')) === '4', 'The third row has another number.');
        await page.keyboard.press('End');
        expectThat(
          (await table.getAttribute('aria-activedescendant')) === 'row-7',
          'The last row is not active.',
        );
      },
    },
    {
      name: 'the table and the chart are saved as files',
      run: async () => {
        const shown = await results();
        const csv = await saved(window, shown, 'Save table', '.csv');
        expectThat(csv.toString().split('\r\n').length === 10, `The table is: ${csv.toString()}`);
        const svg = await saved(window, shown, 'Save SVG', '.svg');
        expectThat(
          svg.toString().startsWith('<svg xmlns='),
          `The drawing begins: ${svg.toString().slice(0, 80)}`,
        );
        const png = await saved(window, shown, 'Save PNG', '.png');
        expectThat(png.subarray(1, 4).toString() === 'PNG' && png.length > 10_000, 'The picture is no PNG.');
        await writeFile(path.join(window.screenshots, 'saved-curve.png'), png);
      },
    },
    {
      name: 'the page follows the theme',
      run: async () => {
        await switchTheme(window, folder, 'Default Dark Modern', 'vs-dark');
        const shown = await results();
        const background = await eventually('a dark chart', async () => {
          const fill = await shown.chart().locator('> rect').first().getAttribute('fill');
          return fill !== null && fill < '#444444' ? fill : undefined;
        });
        expectThat(background.startsWith('#'), `The chart's background is ${background}.`);
        await window.screenshot('results-dark');
      },
    },
    {
      name: 'a reload brings the page back as it was',
      run: async () => {
        const heading = (await results()).chart().locator('text').filter({ hasText: 'gives way' });
        const drawn = (await heading.first().textContent()) ?? '';
        expectThat(/^ZnBi2O4: (Zn|Bi) on site [AB] gives way$/.test(drawn), `The chart says “${drawn}”.`);
        // The state is kept a moment after the last change.
        await page.waitForTimeout(500);
        await window.reload();
        const shown = await results();
        await shown.untilTotal(/^8 of 35 candidates$/);
        const sort = await shown.heading('Gap (eV)').getAttribute('aria-sort');
        expectThat(sort === 'descending', `The order is ${sort} after the reload.`);
        await shown.chart().filter({ hasText: drawn }).waitFor();
        await window.screenshot('results-dark-reloaded');
      },
    },
    {
      name: 'in a wide window the curve stands beside the table, also in high contrast',
      run: async () => {
        await switchTheme(window, folder, 'Default High Contrast', 'hc-black');
        await page.locator('.tab').filter({ hasText: 'Results' }).dblclick();
        await page.keyboard.press('Control+B');
        const shown = await results();
        await shown.untilTotal(/^8 of 35 candidates$/);
        await page.waitForTimeout(500);
        await window.screenshot('results-high-contrast');
        const table = await shown.frame.locator('.table').boundingBox();
        const chart = await shown.chart().boundingBox();
        expectThat(table !== null && chart !== null, 'The table or the chart is not in sight.');
        expectThat(table.x + table.width <= chart.x, 'The chart is not beside the table.');
      },
    },
    {
      name: 'results that are gone after a reload are an error with a remedy, and can be tried again',
      run: async () => {
        await rename(path.join(folder, 'spinel-runs'), path.join(folder, 'moved'));
        await window.reload();
        const page = await window.frameWith('.problem');
        await page.locator('.problem').filter({ hasText: 'SP5010' }).waitFor();
        await window.screenshot('results-gone');
        await rename(path.join(folder, 'moved'), path.join(folder, 'spinel-runs'));
        await page.locator('vscode-button').filter({ hasText: 'Try again' }).click();
        await (await results()).untilTotal(/^8 of 35 candidates$/);
      },
    },
    {
      name: 'nothing on the page was refused by its content security policy',
      run: async () => {
        expectThat(window.refusals.length === 0, window.refusals.join('\n'));
      },
    },
  ];
}

export function workbenchScenarios(window: WorkbenchWindow, folder: string): readonly Scenario[] {
  return [...editorScenarios(window), ...resultsScenarios(window, folder)];
}

export async function prepareWorkspace(folder: string): Promise<void> {
  await setTheme(folder, 'Default Light Modern');
}
