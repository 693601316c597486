import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventsOf, RunCase, sha256, useRunCase } from './testing/runCase.ts';
import { outcomeOf, temporaryFolder } from './testing/spinel.ts';
import { fourParts } from './testing/studies.ts';

/** Waits until a condition holds, for at most a minute. */
async function until(condition: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 6000; attempt += 1) {
    if (condition()) return;
    await pause(10);
  }
  throw new Error('It did not happen within a minute.');
}

describe('a run that is interrupted', () => {
  const one = useRunCase(fourParts);
  /** The same study, run without a disturbance. */
  let reference: RunCase;

  beforeAll(async () => {
    reference = new RunCase(fourParts);
    expect((await reference.run()).code).toBe(0);
  });

  afterAll(() => rmSync(reference.folder, { recursive: true }));

  const part = (number: number) => one().inside(`parts/part-0000${number}.parquet`);

  function expectSameFiles(): void {
    for (const name of ['results.parquet', 'ranked.csv', 'ranked.parquet', 'study.spinel']) {
      expect(sha256(one().inside(name)), name).toBe(sha256(reference.inside(name)));
    }
    expect(readdirSync(one().out).sort()).toEqual(readdirSync(reference.out).sort());
  }

  it('goes on after kill -9 and after Ctrl+C, and ends with the same bytes', async () => {
    const killed = one().begin();
    await until(() => existsSync(part(0)));
    killed.kill('SIGKILL');
    await outcomeOf(killed);
    expect(one().manifest.state).toBe('running');
    expect(existsSync(one().inside('run.lock'))).toBe(true);
    const stopped = one().begin('--json');
    const outcome = outcomeOf(stopped);
    await until(() => existsSync(part(1)));
    stopped.kill('SIGINT');
    const { code, stdout, stderr } = await outcome;
    expect(code).toBe(130);
    expect(stderr).toContain('the same command goes on from there');
    const [started] = eventsOf(stdout);
    expect(started?.kind === 'started' && started.resumedFrom).toBeGreaterThan(0);
    expect(existsSync(one().inside('run.lock'))).toBe(false);
    const last = await one().run();
    expect(last.code).toBe(0);
    expect(last.stderr).toMatch(/going on after|are predicted already/);
    expectSameFiles();
  });

  it('computes a damaged part anew and says so', async () => {
    const first = one().begin();
    await until(() => existsSync(part(1)));
    first.kill('SIGKILL');
    await outcomeOf(first);
    writeFileSync(part(0), readFileSync(part(0)).subarray(0, 1000));
    const { code, stderr } = await one().run();
    expect(code).toBe(0);
    expect(stderr).toContain('warning SP5010: ');
    expectSameFiles();
  });

  it.skipIf(process.platform !== 'linux')(
    'goes on when its inference process is killed (needs /proc)',
    async () => {
      const child = one().begin('--json');
      const outcome = outcomeOf(child);
      await until(() => existsSync(part(0)));
      const [inference] = childrenOf(child.pid ?? 0);
      expect(inference).toBeDefined();
      process.kill(inference ?? 0, 'SIGKILL');
      const { code, stdout } = await outcome;
      expect(code).toBe(0);
      expect(eventsOf(stdout).at(-1)).toMatchObject({ kind: 'finished', failed: 0 });
      expectSameFiles();
    },
  );

  it('uses the copy of a study that changes meanwhile, and says so (SP5004)', async () => {
    const child = one().begin();
    const outcome = outcomeOf(child);
    await until(() => existsSync(part(0)));
    appendFileSync(one().study, 'substitute A with Fe\n');
    const { code, stderr } = await outcome;
    expect(code).toBe(0);
    expect(stderr).toContain('warning SP5004: ');
    expectSameFiles();
  });

  it('stops quietly where nobody reads its output any more', async () => {
    const child = one().begin('--json');
    const outcome = outcomeOf(child);
    await until(() => existsSync(part(0)));
    child.stdout.destroy();
    const { code, stderr } = await outcome;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(one().manifest.state).toBe('running');
  });

  it.skipIf(!mounts())(
    'keeps its parts on a full disk (SP5002; needs root to mount a small one)',
    async () => {
      const disk = path.join(one().folder, 'disk');
      mkdirSync(disk);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=600k', 'tmpfs', disk]);
      try {
        one().out = path.join(disk, 'run');
        const full = await one().run();
        expect(full.code).toBe(1);
        expect(full.stderr).toContain('error SP5002: ');
        expect(existsSync(part(0))).toBe(true);
        const left = [...readdirSync(one().out), ...readdirSync(one().inside('parts'))];
        expect(left.filter((name) => name.endsWith('.tmp'))).toEqual([]);
        execFileSync('mount', ['-o', 'remount,size=64m', disk]);
        const rest = await one().run();
        expect(rest.code).toBe(0);
        expect(rest.stderr).toMatch(/going on after|are predicted already/);
        expectSameFiles();
      } finally {
        execFileSync('umount', ['-l', disk]);
      }
    },
  );
});

/** Whether this user may mount a file system, which root in a container often may not. */
function mounts(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const place = temporaryFolder();
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', place]).status === 0;
  if (mounted) spawnSync('umount', [place]);
  return mounted;
}

/** The processes that a process has started. */
function childrenOf(pid: number): number[] {
  const listed = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return listed === '' ? [] : listed.split(' ').map(Number);
}
