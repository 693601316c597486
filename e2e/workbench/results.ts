/** What a user does with the results page: order, narrow, choose, save, reload. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { eventually, expectThat, type Scenario } from '../scenarios.ts';
import { ResultsFrame } from './resultsPage.ts';
import { switchTheme } from './themes.ts';
import type { WorkbenchWindow } from './window.ts';

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

export function resultsScenarios(window: WorkbenchWindow, folder: string): readonly Scenario[] {
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
