import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../pipeline/types.ts';
import { freshRunFolder } from './runFolders.ts';
import { type RunOptions, Runs } from './runs.ts';

describe('runs', () => {
  let folder: string;
  const events: RunEvent[] = [];
  const lines: string[] = [];
  let runs: Runs;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'spinel-runs-'));
    events.length = 0;
    lines.length = 0;
    runs = new Runs({ event: (_folder, event) => events.push(event), log: (line) => lines.push(line) });
  });

  afterEach(async () => {
    await runs.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  /** A command line that does what a test needs of one. */
  async function commandLine(source: string): Promise<RunOptions> {
    const cliProcess = path.join(folder, 'cli.mjs');
    await writeFile(cliProcess, source);
    return { cliProcess, modelsFolder: '/models', device: 'cpu', runtimeFolder: '', ownModelsFolder: '' };
  }

  const finished = `{ kind: 'finished', folder: '', candidates: 2, kept: 1, failed: 0, seconds: 1 }`;

  it('relay every event of the process, and log other lines', async () => {
    const options = await commandLine(
      `console.log(JSON.stringify({ kind: 'warning', code: 'SP3009', message: process.argv.slice(2).join(' ') }));
       console.log('loading');
       console.log(JSON.stringify(${finished}));`,
    );
    runs.start('/a/study.spinel', path.join(folder, 'run'), options);
    await expect.poll(() => events.map(({ kind }) => kind)).toEqual(['warning', 'finished']);
    expect(events[0]).toMatchObject({
      message: `run /a/study.spinel --out ${path.join(folder, 'run')} --json --device cpu --models /models`,
    });
    expect(lines).toEqual(['loading']);
  });

  it('use the models that the user has of their own', async () => {
    const options = await commandLine(
      `console.log(process.argv.slice(-2).join(' ')); console.log(JSON.stringify(${finished}));`,
    );
    runs.start('a.spinel', path.join(folder, 'run'), { ...options, ownModelsFolder: '/mine' });
    await expect.poll(() => lines).toEqual(['--own-models /mine']);
  });

  it('report a process that ends without a last event as a failed run', async () => {
    runs.start('a.spinel', folder, await commandLine(`console.error('out of memory'); process.exit(7);`));
    await expect.poll(() => events.length).toBe(1);
    expect(events[0]).toMatchObject({ kind: 'failed', code: 'SP9001' });
    expect(events[0]).toHaveProperty('message', expect.stringMatching(/exit code 7.*out of memory/));
  });

  it('are refused twice in the same folder, and may start again once ended', async () => {
    const waiting = await commandLine(`setInterval(() => {}, 1000);`);
    runs.start('a.spinel', folder, waiting);
    expect(() => runs.start('b.spinel', `${folder}/.`, waiting)).toThrow(/A run is going on/);
    await runs.cancel(folder);
    runs.start('b.spinel', folder, await commandLine(`console.log(JSON.stringify(${finished}))`));
    await expect.poll(() => events.at(-1)?.kind).toBe('finished');
  });

  it('end when they are cancelled, without a failure', async () => {
    runs.start('a.spinel', folder, await commandLine(`setInterval(() => {}, 1000);`));
    await runs.cancel(folder);
    expect(events).toEqual([]);
    await runs.cancel('/no/such/run');
  });

  it('go into fresh folders beside the study', () => {
    const time = new Date('2026-11-22T10:15:30Z');
    expect(freshRunFolder('/studies/zn.spinel', time)).toBe('/studies/spinel-runs/zn-20261122-101530');
  });
});
