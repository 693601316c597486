import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePlainModels } from '../inference/testing/plainModel.ts';
import { readTable } from '../pipeline/csv/readTable.ts';
import { eventsOf, RunCase, sha256, useRunCase } from './testing/runCase.ts';
import { type Outcome, steady } from './testing/spinel.ts';
import { smallStudy } from './testing/studies.ts';

describe('a run that has ended', () => {
  let one: RunCase;
  let outcome: Outcome;

  beforeAll(async () => {
    one = new RunCase(smallStudy);
    outcome = await one.run();
  });

  afterAll(() => rmSync(one.folder, { recursive: true }));

  it('shows what was kept, the best candidates and the files', async () => {
    const { code, stdout, stderr } = outcome;
    expect(code).toBe(0);
    expect(stderr).toContain('warning SP3009: The screen "hull <= 0.2 eV/atom" is skipped');
    await expect(steady(stdout, one.out)).toMatchFileSnapshot('goldens/run.txt');
    expect(readdirSync(one.out).sort()).toEqual([
      'best.csv',
      'best.parquet',
      'manifest.json',
      'results.parquet',
      'study.spinel',
    ]);
  });

  it('has a manifest that is true of every file', async () => {
    const { state, counts, files, screens, model, device, study: named } = one.manifest;
    expect({ state, device, title: named.title }).toEqual({
      state: 'complete',
      device: 'cpu',
      title: 'Small',
    });
    expect(model).toMatchObject({
      id: 'plain',
      version: '1.0.0',
      sha256: sha256(path.join(one.models, 'plain.onnx')),
    });
    for (const file of files) expect(sha256(one.inside(file.path))).toBe(file.sha256);
    expect(files.map((file) => file.path)).toEqual([
      'study.spinel',
      'results.parquet',
      'best.csv',
      'best.parquet',
    ]);
    expect(one.read('study.spinel')).toBe(smallStudy);
    const rows = await one.rows('results.parquet');
    expect(rows.length).toBe(counts.distinct);
    expect(rows.filter(({ kept }) => kept).length).toBe(counts.kept);
    expect(screens.map(({ kept }) => kept)).toEqual(
      screens.map((screen, place) => (screen.skipped === undefined ? screen.kept : screens[place - 1]?.kept)),
    );
    expect(screens.filter(({ skipped }) => skipped !== undefined).map(({ text }) => text)).toEqual([
      'hull <= 0.2 eV/atom',
    ]);
  });

  it('was screened and ranked as the study says, row by row', async () => {
    const rows = await one.rows('results.parquet');
    for (const row of rows) {
      const passes = row.neutral && row.gap_ev >= 1.2 && row.gap_ev <= 2.6 && !/Cd/.test(row.formula);
      expect(row.kept).toBe(passes);
      const failed = [
        !row.neutral && 'neutral',
        !(row.gap_ev >= 1.2 && row.gap_ev <= 2.6) && 'gap in 1.2 .. 2.6 eV',
        /Cd/.test(row.formula) && 'exclude Cd',
      ];
      expect(row.dropped_by ?? false).toBe(failed.find((text) => text !== false) ?? false);
    }
    const ranked = rows.filter(({ kept }) => kept).sort((a, b) => a.rank - b.rank);
    expect(ranked.map(({ rank }) => rank)).toEqual(ranked.map((_, place) => place + 1));
    const distances = ranked.map(({ gap_ev }) => Math.abs(gap_ev - 2));
    expect(distances).toEqual(distances.toSorted((a, b) => a - b));
  });

  it('exported the best, in CSV and Parquet alike, as the results have them', async () => {
    const best = (await one.rows('results.parquet'))
      .filter(({ rank }) => rank !== null && rank <= 5)
      .sort((a, b) => a.rank - b.rank);
    expect(best.length).toBe(5);
    expect(await one.rows('best.parquet')).toEqual(best);
    const table = await readTable(one.inside('best.csv'));
    const names = Object.keys(best[0] ?? {});
    const cells = best.map((row) => names.map((name) => (row[name] === null ? '' : String(row[name]))));
    expect(table).toEqual({
      ok: true,
      columns: names,
      rows: cells.map((row, place) => ({ line: place + 2, cells: row })),
    });
  });

  it('is complete the second time, and starts over when asked', async () => {
    const first = one.read('manifest.json');
    const again = await one.run();
    expect(again.stderr).toContain('are predicted already');
    expect(one.read('manifest.json')).toBe(first);
    writeFileSync(one.inside('notes.txt'), "the user's own");
    expect((await one.run('--overwrite')).code).toBe(0);
    expect(one.read('manifest.json')).not.toBe(first);
    expect(one.read('notes.txt')).toBe("the user's own");
  });
});

describe('spinel run', () => {
  const one = useRunCase(smallStudy);

  it('prints its events as JSON, one a line', async () => {
    const { code, stdout } = await one().run('--json');
    expect(code).toBe(0);
    const events = eventsOf(stdout);
    expect(events[0]).toMatchObject({ kind: 'started', study: 'Small', resumedFrom: 0 });
    expect(events.at(-1)).toMatchObject({ kind: 'finished', failed: 0, kept: one().manifest.counts.kept });
    const kinds = new Set(events.map(({ kind }) => kind));
    expect(kinds).toEqual(new Set(['started', 'progress', 'warning', 'screened', 'exported', 'finished']));
    const progress = events
      .filter((event) => event.kind === 'progress' && event.stage === 'predict')
      .map((event) => (event.kind === 'progress' ? event.done : 0));
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBe(one().manifest.counts.distinct);
  });

  it('screens and ranks by hull energy and spinel probability where their models are installed', async () => {
    writePlainModels(
      one().models,
      (['gap', 'hull', 'spinel'] as const).map((quantity) => ({ quantity })),
    );
    one().write(
      'base ZnAl2O4, MgGa2O4, CdIn2O4\nscreen spinel >= 0.5\nscreen hull <= 0.13 eV/atom\nrank by hull\nexport "best.csv"\n',
    );
    const { code, stdout, stderr } = await one().run();
    expect([code, stderr.includes('SP3009')]).toEqual([0, false]);
    await expect(steady(stdout, one().out)).toMatchFileSnapshot('goldens/run-further.txt');
    expect(one().manifest.models?.map(({ id }) => id)).toEqual(['plain', 'plain-hull', 'plain-spinel']);
    const rows = await one().rows('results.parquet');
    expect(rows.map(({ hull_ev_atom, kept }) => hull_ev_atom <= 0.13 && kept)).toEqual(
      rows.map(({ kept }) => kept),
    );
    expect(one().read('best.csv')).toContain('spinel_probability');
  });

  it('computes results anew that have gone', async () => {
    await one().run();
    const before = sha256(one().inside('results.parquet'));
    rmSync(one().inside('results.parquet'));
    const { code, stderr } = await one().run();
    expect(code).toBe(0);
    expect(stderr).toContain('warning SP5010: ');
    expect(sha256(one().inside('results.parquet'))).toBe(before);
  });

  it('keeps the row of a candidate that cannot be predicted', async () => {
    // Fourteen elements; the model takes twelve.
    const crowded = 'Li0.1Na0.1K0.1Rb0.1Mg0.1Ca0.1Sr0.1Ba0.1Zn0.1Cu0.1Al2O2SSe';
    one().write(`base ZnAl2O4, ${crowded} : spinel\n`);
    const { code, stdout } = await one().run();
    expect(code).toBe(1);
    expect(stdout).toContain('1 candidate could not be predicted');
    const rows = await one().rows('results.parquet');
    expect(rows.length).toBe(2);
    expect(rows.find(({ gap_ev }) => gap_ev === null)?.problem).toMatch(/^SP4007: /);
    expect(one().manifest.counts).toMatchObject({ failed: 1, predicted: 1 });
  });
});
