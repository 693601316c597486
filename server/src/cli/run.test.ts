import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parquetReadObjects } from 'hyparquet';
import { beforeEach, describe, expect, it } from 'vitest';
import { writePlainModel } from '../inference/testing/plainModel.ts';
import { openCsv } from '../pipeline/csv/fileReader.ts';
import type { RunEvent, RunManifest } from '../pipeline/types.ts';
import { outcomeOf, spinel, start, steady, temporaryFolder } from './testing/spinel.ts';
import { smallStudy, threeParts, writeStudy } from './testing/studies.ts';

let folder: string;
let models: string;
let study: string;
let out: string;

beforeEach(() => {
  folder = temporaryFolder();
  models = path.join(folder, 'models');
  writePlainModel(models);
  study = writeStudy(folder, smallStudy);
  out = path.join(folder, 'run');
});

const cpu = ['--device', 'cpu'];

function run(...more: string[]) {
  return spinel(['run', study, '--out', out, ...cpu, ...more], { models });
}

function manifest(): RunManifest {
  return JSON.parse(readFileSync(path.join(out, 'manifest.json'), 'utf8'));
}

function eventsOf(stdout: string): RunEvent[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

async function rowsOf(file: string) {
  const bytes = readFileSync(file);
  return parquetReadObjects({
    file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
  });
}

describe('spinel run', () => {
  it('ends with what was kept, the best candidates and the files', async () => {
    const { code, stdout, stderr } = await run();
    expect(code).toBe(0);
    expect(stderr).toContain('warning SP3009: The screen "hull <= 0.2 eV/atom" is skipped');
    await expect(steady(stdout, out)).toMatchFileSnapshot('goldens/run.txt');
    expect(readdirSync(out).sort()).toEqual([
      'best.csv',
      'best.parquet',
      'manifest.json',
      'results.parquet',
      'study.spinel',
    ]);
  });

  it('leaves a manifest that is true of every file', async () => {
    await run();
    const { state, counts, files, screens, model, device, study: named } = manifest();
    expect({ state, device, title: named.title }).toEqual({
      state: 'complete',
      device: 'cpu',
      title: 'Small',
    });
    expect(model).toMatchObject({
      id: 'plain',
      version: '1.0.0',
      sha256: sha256(path.join(models, 'plain.onnx')),
    });
    for (const file of files) expect(sha256(path.join(out, file.path))).toBe(file.sha256);
    expect(files.map((file) => file.path)).toEqual([
      'study.spinel',
      'results.parquet',
      'best.csv',
      'best.parquet',
    ]);
    expect(readFileSync(path.join(out, 'study.spinel'), 'utf8')).toBe(smallStudy);
    const rows = await rowsOf(path.join(out, 'results.parquet'));
    expect(rows.length).toBe(counts.distinct);
    expect(rows.filter(({ kept }) => kept).length).toBe(counts.kept);
    expect(screens.map(({ kept }) => kept)).toEqual(
      screens.map((screen, place) => (screen.skipped === undefined ? screen.kept : screens[place - 1]?.kept)),
    );
    expect(screens.filter(({ skipped }) => skipped !== undefined).map(({ text }) => text)).toEqual([
      'hull <= 0.2 eV/atom',
    ]);
  });

  it('screens and ranks as the study says, row by row', async () => {
    await run();
    const rows = await rowsOf(path.join(out, 'results.parquet'));
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

  it('exports the best, in CSV and Parquet alike, as the results have them', async () => {
    await run();
    const best = (await rowsOf(path.join(out, 'results.parquet')))
      .filter(({ rank }) => rank !== null && rank <= 5)
      .sort((a, b) => a.rank - b.rank);
    expect(best.length).toBe(5);
    expect(await rowsOf(path.join(out, 'best.parquet'))).toEqual(best);
    const { records } = await openCsv(path.join(out, 'best.csv'));
    const lines: (readonly string[])[] = [];
    for await (const record of records)
      lines.push(record.fields.map((cell) => Buffer.from(cell, 'latin1').toString()));
    const [header = [], ...cells] = lines;
    expect(header).toEqual(Object.keys(best[0] ?? {}));
    expect(cells).toEqual(
      best.map((row) => header.map((name) => (row[name] === null ? '' : String(row[name])))),
    );
  });

  it('prints its events as JSON, one a line', async () => {
    const { code, stdout } = await run('--json');
    expect(code).toBe(0);
    const events = eventsOf(stdout);
    expect(events[0]).toMatchObject({ kind: 'started', study: 'Small', resumedFrom: 0 });
    expect(events.at(-1)).toMatchObject({ kind: 'finished', failed: 0, kept: manifest().counts.kept });
    const kinds = new Set(events.map(({ kind }) => kind));
    expect(kinds).toEqual(new Set(['started', 'progress', 'warning', 'screened', 'exported', 'finished']));
    const progress = events.filter((event) => event.kind === 'progress').map(({ done }) => done);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBe(manifest().counts.distinct);
  });

  it('is complete the second time, and starts over when asked', async () => {
    await run();
    const first = readFileSync(path.join(out, 'manifest.json'), 'utf8');
    const again = await run();
    expect(again.stderr).toContain('are predicted already');
    expect(readFileSync(path.join(out, 'manifest.json'), 'utf8')).toBe(first);
    writeFileSync(path.join(out, 'notes.txt'), "the user's own");
    expect((await run('--overwrite')).code).toBe(0);
    expect(readFileSync(path.join(out, 'manifest.json'), 'utf8')).not.toBe(first);
    expect(readFileSync(path.join(out, 'notes.txt'), 'utf8')).toBe("the user's own");
  });

  it('keeps the row of a candidate that cannot be predicted', async () => {
    // Fourteen elements; the model takes twelve.
    const crowded = 'Li0.1Na0.1K0.1Rb0.1Mg0.1Ca0.1Sr0.1Ba0.1Zn0.1Cu0.1Al2O2SSe';
    study = writeStudy(folder, `base ZnAl2O4, ${crowded} : spinel\n`);
    const { code, stdout } = await run();
    expect(code).toBe(1);
    expect(stdout).toContain('1 candidate could not be predicted');
    const rows = await rowsOf(path.join(out, 'results.parquet'));
    expect(rows.length).toBe(2);
    expect(rows.find(({ gap_ev }) => gap_ev === null)?.problem).toMatch(/^SP4007: /);
    expect(manifest().counts).toMatchObject({ failed: 1, predicted: 1 });
  });
});

describe('a run that cannot begin', () => {
  it('is refused for a study with errors (SP5005), with the findings', async () => {
    study = writeStudy(folder, 'base ZnQq2O4\n');
    const { code, stderr } = await run();
    expect(code).toBe(1);
    expect(stderr).toContain('SP1002');
    expect(stderr).toContain('error SP5005: ');
    study = writeStudy(folder, '');
    const empty = await run('--json');
    expect(empty.code).toBe(1);
    expect(eventsOf(empty.stdout)).toMatchObject([{ kind: 'failed', code: 'SP5005' }]);
    expect(existsSync(out)).toBe(false);
  });

  it('is refused for an export that would replace a file of the run', async () => {
    study = writeStudy(folder, 'base ZnAl2O4\nexport "results.parquet"\n');
    expect((await run()).stderr).toContain('error SP5001: ');
    expect(existsSync(out)).toBe(false);
  });

  it('is refused for a folder that cannot be written (SP5001)', async () => {
    out = path.join(study, 'run');
    const { code, stderr } = await run();
    expect(code).toBe(1);
    expect(stderr).toContain('error SP5001: ');
  });

  it('is refused for a folder of another study, another model or other tables (SP5006)', async () => {
    await run();
    appendFileSync(study, '// changed\n');
    const other = await run();
    expect(other.code).toBe(1);
    expect(other.stderr).toContain('error SP5006: ');
    expect((await run('--overwrite')).code).toBe(0);
    writePlainModel(models, { slowness: 1 });
    expect((await run()).stderr).toContain('another model');
    writeFileSync(path.join(folder, 'bases.csv'), 'formula\nZnAl2O4\n');
    study = writeStudy(folder, 'base from "bases.csv" column formula\n');
    expect((await run('--overwrite')).code).toBe(0);
    writeFileSync(path.join(folder, 'bases.csv'), 'formula\nMgAl2O4\n');
    expect((await run()).stderr).toContain('error SP5006: ');
  });

  it('is refused for a manifest that cannot be understood (SP5010)', async () => {
    mkdirSync(out);
    writeFileSync(path.join(out, 'manifest.json'), '{"schema":1');
    expect((await run()).stderr).toContain('error SP5010: ');
  });

  it('is refused while another run writes to the folder, and not by one that is gone', async () => {
    mkdirSync(out);
    writeFileSync(path.join(out, 'run.lock'), String(process.pid));
    expect((await run()).stderr).toContain(`Another run (process ${process.pid})`);
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    writeFileSync(path.join(out, 'run.lock'), String(gone));
    expect((await run()).code).toBe(0);
  });
});

/** Waits until a condition holds, for at most half a minute. */
async function until(condition: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 1500; attempt += 1) {
    if (condition()) return;
    await pause(20);
  }
  throw new Error('It did not happen within half a minute.');
}

const part = (number: number) => path.join(out, `parts/part-0000${number}.parquet`);

describe('a run that is interrupted', () => {
  beforeEach(() => {
    study = writeStudy(folder, threeParts);
  });

  function begin(...more: string[]) {
    return start(['run', study, '--out', out, ...cpu, ...more], { models });
  }

  /** What an uninterrupted run leaves. */
  async function undisturbed() {
    const reference = path.join(folder, 'reference');
    const { code } = await spinel(['run', study, '--out', reference, ...cpu], { models });
    expect(code).toBe(0);
    return reference;
  }

  function expectSameFiles(reference: string): void {
    for (const name of ['results.parquet', 'ranked.csv', 'ranked.parquet', 'study.spinel']) {
      expect(sha256(path.join(out, name)), name).toBe(sha256(path.join(reference, name)));
    }
    expect(readdirSync(out).sort()).toEqual(readdirSync(reference).sort());
  }

  it('goes on after kill -9 and Ctrl+C, and ends with the same bytes', async () => {
    const reference = await undisturbed();
    const killed = begin();
    await until(() => existsSync(part(0)));
    killed.kill('SIGKILL');
    await outcomeOf(killed);
    expect(manifest().state).toBe('running');
    expect(existsSync(path.join(out, 'run.lock'))).toBe(true);
    const stopped = begin('--json');
    const outcome = outcomeOf(stopped);
    await until(() => existsSync(part(1)));
    stopped.kill('SIGINT');
    const { code, stdout, stderr } = await outcome;
    expect(code).toBe(130);
    expect(stderr).toContain('the same command goes on from there');
    const [started] = eventsOf(stdout);
    expect(started?.kind === 'started' && started.resumedFrom).toBeGreaterThan(0);
    expect(existsSync(path.join(out, 'run.lock'))).toBe(false);
    const last = await outcomeOf(begin());
    expect(last).toMatchObject({ code: 0 });
    expect(last.stderr).toContain('going on after');
    expectSameFiles(reference);
  }, 180_000);

  it('computes a damaged part anew and says so', async () => {
    const reference = await undisturbed();
    const first = begin();
    await until(() => existsSync(part(1)));
    first.kill('SIGKILL');
    await outcomeOf(first);
    writeFileSync(part(0), readFileSync(part(0)).subarray(0, 1000));
    const { code, stderr } = await outcomeOf(begin());
    expect(code).toBe(0);
    expect(stderr).toContain('warning SP5010: ');
    expectSameFiles(reference);
  }, 180_000);

  it.skipIf(process.platform !== 'linux')(
    'goes on when its inference process is killed (needs /proc)',
    async () => {
      const reference = await undisturbed();
      const child = begin('--json');
      const outcome = outcomeOf(child);
      await until(() => existsSync(part(0)));
      const killed = childrenOf(child.pid ?? 0).find((pid) => pid !== child.pid);
      expect(killed).toBeDefined();
      process.kill(killed ?? 0, 'SIGKILL');
      const { code, stdout } = await outcome;
      expect(code).toBe(0);
      expect(eventsOf(stdout).at(-1)).toMatchObject({ kind: 'finished', failed: 0 });
      expectSameFiles(reference);
    },
    180_000,
  );

  it('uses the copy of a study that changes meanwhile, and says so (SP5004)', async () => {
    const child = begin();
    const outcome = outcomeOf(child);
    await until(() => existsSync(part(0)));
    appendFileSync(study, 'substitute A with Fe\n');
    const { code, stderr } = await outcome;
    expect(code).toBe(0);
    expect(stderr).toContain('warning SP5004: ');
    expect(readFileSync(path.join(out, 'study.spinel'), 'utf8')).toBe(threeParts);
  }, 120_000);

  it('stops quietly where nobody reads its output any more', async () => {
    const child = begin('--json');
    const outcome = outcomeOf(child);
    await until(() => existsSync(part(0)));
    child.stdout.destroy();
    const { code, stderr } = await outcome;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(manifest().state).toBe('running');
  }, 120_000);

  const canMount = process.platform === 'linux' && process.getuid?.() === 0 && mounts();

  it.skipIf(!canMount)(
    'keeps its parts on a full disk (SP5002; needs root to mount a small one)',
    async () => {
      const reference = await undisturbed();
      const disk = path.join(folder, 'disk');
      mkdirSync(disk);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=600k', 'tmpfs', disk]);
      try {
        out = path.join(disk, 'run');
        const full = await outcomeOf(begin());
        expect(full.code).toBe(1);
        expect(full.stderr).toContain('error SP5002: ');
        expect(existsSync(part(0))).toBe(true);
        expect(readdirSync(path.join(out, 'parts')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
        execFileSync('mount', ['-o', 'remount,size=64m', disk]);
        const rest = await outcomeOf(begin());
        expect(rest.code).toBe(0);
        expect(rest.stderr).toContain('going on after');
        expectSameFiles(reference);
      } finally {
        execFileSync('umount', ['-l', disk]);
      }
    },
    180_000,
  );
});

/** Whether this user may mount anything, which root in a container often may not. */
function mounts(): boolean {
  const place = temporaryFolder();
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', place]).status === 0;
  if (mounted) spawnSync('umount', [place]);
  return mounted;
}

/** The processes started by a process. */
function childrenOf(pid: number): number[] {
  const listed = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return listed === '' ? [] : listed.split(' ').map(Number);
}
