import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ResultsView } from '../protocol.ts';
import { checkExports } from './exportStage.ts';
import { ResultsStore } from './results.ts';
import { plainInference } from './testing/plainInference.ts';
import { runInFolder, sourceOf, temporaryFolder } from './testing/runInFolder.ts';
import type { ResultRow } from './types.ts';

const everything: ResultsView = {
  sort: { by: 'index', descending: false },
  filter: { text: '', keptOnly: false, gapFrom: undefined, gapTo: undefined },
};

async function rowsOf(folder: string, view: ResultsView = everything): Promise<readonly ResultRow[]> {
  return (await ResultsStore.open(folder)).rows(view, 0, 1_000_000).rows;
}

async function keptBy(screens: string, study = bases): Promise<readonly string[]> {
  const { folder } = await runInFolder(`${study}${screens}\n`);
  return (await rowsOf(folder)).filter(({ kept }) => kept).map(({ formula }) => formula);
}

const bases = 'base ZnAl2O4, MgGa2O4, CdIn2O4, Zn0.5Cd0.5Al2O4 : spinel\n';

describe('screens', () => {
  it.each([
    ['exclude Cd', ['ZnAl2O4', 'MgGa2O4']],
    ['screen Cd < 0.1', ['ZnAl2O4', 'MgGa2O4', 'Zn0.5Cd0.5Al2O4']],
    ['screen Cd > 0', ['CdIn2O4', 'Zn0.5Cd0.5Al2O4']],
    ['screen gap_sigma <= 0.2', ['ZnAl2O4', 'MgGa2O4', 'CdIn2O4', 'Zn0.5Cd0.5Al2O4']],
    ['screen novelty < 0.5', []],
    ['screen metal < 0.014', ['ZnAl2O4', 'Zn0.5Cd0.5Al2O4']],
    // Gahnite has 0.838 and MgGa2O4 0.883; Shannon has a radius of Cd among four anions too, and a large one.
    ['screen tolerance in 0.82 .. 0.86', ['ZnAl2O4']],
  ])('%s', async (screen, kept) => {
    expect(await keptBy(screen)).toEqual(kept);
  });

  it('apply in the order written, each to what the one before has left', async () => {
    const { folder, manifest } = await runInFolder(`${bases}exclude Cd\nscreen Zn > 0\n`);
    expect(manifest.screens.map(({ kept, of }) => [kept, of])).toEqual([
      [2, 4],
      [1, 2],
    ]);
    expect((await rowsOf(folder)).map(({ kept }) => kept)).toEqual([true, false, false, false]);
  });

  it('are skipped with a warning where no model answers, never passed in silence', async () => {
    const { events, manifest } = await runInFolder(
      `${bases}screen hull <= 0.1 eV/atom\nrank by hull, gap\nexplain gap for ZnAl2O4\n`,
    );
    const warnings = events.flatMap((event) => (event.kind === 'warning' ? [event.message] : []));
    expect(warnings).toEqual([
      'The screen "hull <= 0.1 eV/atom" is skipped: no installed model answers "hull".',
      'Ranking leaves out "hull": no installed model answers "hull".',
      '"explain gap" is left out: nothing installed explains predictions.',
    ]);
    expect(manifest.screens).toMatchObject([{ kept: 4, of: 4, skipped: expect.stringContaining('hull') }]);
    expect(events.find(({ kind }) => kind === 'screened')).toMatchObject({ statement: 1 });
  });

  it('drop a candidate without a prediction where they look at the gap', async () => {
    const inference = plainInference({
      instead: ({ composition }) =>
        composition.has('Ga') ? { ok: false, code: 'SP4008', message: 'No.' } : undefined,
    });
    const study = `${bases}screen gap >= 0\nrank by gap\n`;
    const { folder, manifest } = await runInFolder(study, { inference });
    expect(manifest.counts).toMatchObject({ distinct: 4, predicted: 3, failed: 1, kept: 3 });
    const row = (await rowsOf(folder)).find(({ formula }) => formula === 'MgGa2O4');
    expect(row).toMatchObject({
      gap: undefined,
      sigma: undefined,
      domain: undefined,
      kept: false,
      rank: undefined,
    });
  });
});

describe('ranking', () => {
  const ranked = async (rank: string, inference = plainInference()) => {
    const { folder } = await runInFolder(`${bases}${rank}\n`, { inference });
    const view = { ...everything, sort: { by: 'rank', descending: false } } as const;
    return (await rowsOf(folder, view)).map(({ formula, rank: place }) => `${place} ${formula}`);
  };

  // The plain gap grows with the mean atomic number.
  it('puts the smallest first, or the largest, or the nearest', async () => {
    expect(await ranked('rank by gap')).toEqual(['1 ZnAl2O4', '2 Zn0.5Cd0.5Al2O4', '3 MgGa2O4', '4 CdIn2O4']);
    expect(await ranked('rank by -gap')).toEqual([
      '1 CdIn2O4',
      '2 MgGa2O4',
      '3 Zn0.5Cd0.5Al2O4',
      '4 ZnAl2O4',
    ]);
    expect((await ranked('rank by |gap - 1.65 eV|'))[0]).toBe('1 Zn0.5Cd0.5Al2O4');
  });

  it('takes the next key where the one before is equal, and the order of the study where all are', async () => {
    expect(await ranked('rank by gap_sigma, -Cd')).toEqual([
      '1 CdIn2O4',
      '2 Zn0.5Cd0.5Al2O4',
      '3 ZnAl2O4',
      '4 MgGa2O4',
    ]);
  });

  it('puts candidates without a value last, whatever the direction', async () => {
    const inference = plainInference({
      instead: ({ composition }) =>
        composition.has('Ga') ? { ok: false, code: 'SP4008', message: 'No.' } : undefined,
    });
    expect((await ranked('rank by gap', inference)).at(-1)).toBe('4 MgGa2O4');
    expect((await ranked('rank by -gap', inference)).at(-1)).toBe('4 MgGa2O4');
  });
});

const parts = `base ZnAl2O4
pool many = Li Na Mg Si K Ca Sc Ti V Cr Mn Fe Co Ni Cu Ga Ge Sr Y Zr Cd In Sn
substitute B with many step 0.008
export "all.csv"
`;

describe('a run that fails half way', () => {
  it('keeps its parts, and the next attempt computes only the others', async () => {
    const folder = temporaryFolder();
    const undisturbed = await runInFolder(parts);
    let asked = 0;
    const failing = plainInference({
      before: (queries) => {
        asked += queries.length;
        if (asked > 4500) throw new Error('the process keeps stopping');
      },
    });
    await expect(runInFolder(parts, { folder, inference: failing })).rejects.toThrow('keeps stopping');
    expect(readdirSync(path.join(folder, 'parts'))).toEqual(['part-00000.parquet']);
    await expect(ResultsStore.open(folder)).rejects.toMatchObject({ code: 'SP5010' });
    asked = 0;
    const counting = plainInference({
      before: (queries) => {
        asked += queries.length;
      },
    });
    const { events, manifest } = await runInFolder(parts, { folder, inference: counting });
    const kept = events[0]?.kind === 'started' ? events[0].resumedFrom : 0;
    expect(kept).toBeGreaterThan(4000);
    expect(asked).toBe(manifest.counts.distinct - kept);
    for (const name of ['results.parquet', 'all.csv']) {
      const bytes = readFileSync(path.join(folder, name));
      expect(bytes.equals(readFileSync(path.join(undisturbed.folder, name)))).toBe(true);
    }
    expect(existsSync(path.join(folder, 'parts'))).toBe(false);
  });

  it('stops where its signal says so, with what it has finished', async () => {
    const folder = temporaryFolder();
    const controller = new AbortController();
    const stopping = plainInference({
      before: () => {
        if (existsSync(path.join(folder, 'parts/part-00000.parquet'))) controller.abort(new Error('stopped'));
      },
    });
    const running = runInFolder(parts, { folder, inference: stopping, signal: controller.signal });
    await expect(running).rejects.toThrow('stopped');
    expect(readdirSync(folder).sort()).toEqual(['manifest.json', 'parts', 'study.spinel']);
  });
});

describe('exports', () => {
  it('of an unknown format are refused (SP5009)', async () => {
    const { study } = await sourceOf('base ZnAl2O4\n');
    const span = { start: 0, end: 0 };
    for (const name of ['a.xlsx', 'a']) {
      expect(() => checkExports({ ...study, exports: [{ path: name, span }] }, 'run')).toThrow(
        expect.objectContaining({ code: 'SP5009' }),
      );
    }
  });

  it('lie where the study says, made once where it says so twice', async () => {
    const elsewhere = temporaryFolder();
    const { folder, manifest } = await runInFolder(
      `${bases}export "tables/a.csv", "tables/../tables/a.csv", ${JSON.stringify(path.join(elsewhere, 'b.csv'))}\n`,
    );
    expect(manifest.files.length).toBe(4);
    const inside = readFileSync(path.join(folder, 'tables/a.csv'), 'utf8');
    expect(inside).toBe(readFileSync(path.join(elsewhere, 'b.csv'), 'utf8'));
    expect(inside.split('\n').length).toBe(6);
  });
});
