import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePlainModel } from '../../inference/testing/plainModel.ts';
import type { InferenceStatus } from '../../inference/types.ts';
import type { RunEvent } from '../../pipeline/types.ts';
import type { ResultsSummary } from '../../protocol.ts';
import { ServerProcess } from '../testing/serverProcess.ts';

const text = [
  'base ZnBi2O4, MgAl2O4',
  'pool late = Fe Co',
  'default step 0.25',
  'substitute A of ZnBi2O4 with late',
  'screen neutral',
  '',
].join('\n');

describe('the server with a model', () => {
  let folder: string;
  let server: ServerProcess;
  let uri: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'spinel-server-'));
    const modelsFolder = path.join(folder, 'models');
    writePlainModel(modelsFolder);
    const file = path.join(folder, 'study.spinel');
    await writeFile(file, text);
    uri = pathToFileURL(file).href;
    server = await ServerProcess.start({ initializationOptions: { modelsFolder } });
    await server.open(uri, text);
  });

  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function tooltips(): Promise<readonly string[]> {
    const hints = await server.request<{ tooltip: { value: string } }[]>('textDocument/inlayHint', {
      textDocument: { uri },
      range: { start: { line: 0, character: 0 }, end: { line: 100, character: 0 } },
    });
    return hints.map(({ tooltip }) => tooltip.value);
  }

  const gap = /^\d+\.\d\d ± \d+\.\d\d eV/;

  it('shows gaps, counts and ranges after one refresh a batch', async () => {
    await expect
      .poll(() => server.hints(uri), { timeout: 15_000 })
      .toEqual([
        [0, expect.stringMatching(gap)],
        [0, expect.stringMatching(gap)],
        [1, '2 elements'],
        [3, expect.stringMatching(/^8 new · \d+\.\d\d … \d+\.\d\d eV/)],
        [4, expect.stringMatching(/^kept \d+ of 10$/)],
      ]);
    expect(server.refreshes).toBeLessThan(8);
  });

  it('gives a client that cannot be told later everything in one answer', async () => {
    const modelsFolder = path.join(folder, 'models');
    const plain = await ServerProcess.start({ refreshes: false, initializationOptions: { modelsFolder } });
    await plain.open(uri, text);
    const labels = (await plain.hints(uri)).map(([, label]) => label);
    expect(labels).toEqual([
      expect.stringMatching(gap),
      expect.stringMatching(gap),
      '2 elements',
      expect.stringMatching(/^8 new · /),
      expect.stringMatching(/^kept /),
    ]);
    expect(plain.refreshes).toBe(0);
    await plain.stop();
  });

  it('tells its status as it goes', async () => {
    const ready = await server.notified<InferenceStatus>('spinel/status', ({ state }) => state === 'ready');
    expect(ready.device).toBe('cpu');
  });

  it('keeps every hint while a comment or another line is edited', async () => {
    const before = await server.hints(uri);
    await server.change(uri, `${text}// a comment\n`);
    expect(await server.hints(uri)).toEqual(before);
    await server.change(uri, text.replace('late = Fe Co', 'late = Fe Co = ='));
    const [first, second] = await server.hints(uri);
    expect([first, second]).toEqual(before.slice(0, 2));
    await server.change(uri, text);
  });

  it('hovers with the gap, and a text curve for a client without images', async () => {
    const { contents } = await server.request<{ contents: { value: string } }>('textDocument/hover', {
      textDocument: { uri },
      position: { line: 0, character: 7 },
    });
    expect(contents.value).toMatch(/Band gap \*\*\d/);
    expect(contents.value).toMatch(/Zn → Fe, Co on A[\s\S]*Fe [▁▂▃▄▅▆▇█]+/);
  });

  it('runs the study in a process of its own and shows its results', async () => {
    const { folder: run } = await server.request<{ folder: string }>('spinel/startRun', { uri });
    expect(path.dirname(run)).toBe(path.join(folder, 'spinel-runs'));
    const last = await server.notified<{ event: RunEvent }>(
      'spinel/runEvent',
      ({ event }) => event.kind === 'finished' || event.kind === 'failed',
    );
    expect(last.event).toMatchObject({ kind: 'finished', candidates: 10 });
    const summary = await server.request<ResultsSummary>('spinel/openResults', { folder: run });
    expect(summary).toMatchObject({ rows: 10, manifest: { state: 'complete' } });
    const view = {
      sort: { by: 'gap', descending: false },
      filter: { text: '', keptOnly: false, gapFrom: undefined, gapTo: undefined },
    };
    const page = await server.request<{ total: number; rows: unknown[] }>('spinel/resultRows', {
      folder: run,
      view,
      offset: 0,
      limit: 4,
    });
    expect(page).toMatchObject({ total: 10, rows: { length: 4 } });
    expect(await tooltips()).toContain('Counted by the last run.');
  }, 40_000);

  it('shows what the last run kept when the study is opened again, unless it means something else now', async () => {
    await server.notify('textDocument/didClose', { textDocument: { uri } });
    await server.open(uri, `// again\n${text}`);
    await expect.poll(tooltips, { timeout: 5000 }).toContain('Counted by the last run.');
    await server.change(uri, text.replace('Fe Co', 'Fe Ni'));
    // The last value stays until the new one is known.
    await expect.poll(tooltips, { timeout: 5000 }).not.toContain('Counted by the last run.');
    await server.change(uri, text);
  });

  it('reads the tables of a study, and again when they change', async () => {
    const table = path.join(folder, 'bases.csv');
    await writeFile(table, 'formula\nZnBi2O4\n');
    const other = pathToFileURL(path.join(folder, 'table.spinel')).href;
    await server.open(other, 'base from "bases.csv" column formula\nsubstitute A with Fe\n');
    await expect.poll(() => server.hints(other)).toContainEqual([0, '1 base']);
    await writeFile(table, 'formula\nZnBi2O4\nMgAl2O4\n');
    await expect.poll(() => server.hints(other), { timeout: 5000 }).toContainEqual([0, '2 bases']);
  });
});
