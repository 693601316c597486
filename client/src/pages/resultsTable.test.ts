import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { ResultRow } from '@spinel-studio/server/pipeline/types.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeTable } from './resultsTable.ts';

const total = 2345;

function row(index: number): ResultRow {
  return {
    index,
    formula: `Zn${index + 1}O`,
    spaceGroup: 227,
    base: 'ZnO',
    sites: {},
    change: 'A: Zn → Fe',
    x: 0.1,
    gap: index === 0 ? undefined : 2.5,
    sigma: 0.3,
    low: 2,
    high: 3,
    metal: 0.04,
    domain: 'in',
    neutral: true,
    kept: false,
    rank: undefined,
  };
}

async function fetch(offset: number, limit: number) {
  const length = Math.max(0, Math.min(limit, total - offset));
  return { total, rows: Array.from({ length }, (_, index) => row(offset + index)) };
}

describe('saving the whole table', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'spinel-table-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('writes every row once, in order, with empty cells where there is no prediction', async () => {
    const file = path.join(folder, 'all.csv');
    expect(await writeTable(file, fetch)).toBe(total);
    const lines = (await readFile(file, 'utf8')).split('\r\n');
    expect(lines[0]).toMatch(
      /^rank,formula,space_group,.*gap_ev,gap_sigma_ev,gap_lo_ev,gap_hi_ev,metal_probability,domain/,
    );
    expect(lines[1]).toBe(',Zn1O,227,ZnO,A: Zn → Fe,0.1,,0.3,2,3,0.04,in,true,false');
    expect(lines).toHaveLength(total + 2);
    expect(lines[total]).toContain(`Zn${total}O`);
  });

  it('has the columns of what the run predicted beside the gap', async () => {
    const file = path.join(folder, 'all.csv');
    const hull = { value: 0.05, low: 0, high: 0.1, domain: 'edge' } as const;
    const rows = [{ ...row(1), hull }, row(2)];
    expect(await writeTable(file, async () => ({ total: 2, rows }), ['hull'])).toBe(2);
    const lines = (await readFile(file, 'utf8')).split('\r\n');
    expect(lines[0]).toMatch(
      /,domain,hull_ev_atom,hull_lo_ev_atom,hull_hi_ev_atom,hull_domain,neutral,kept$/,
    );
    expect(lines[1]).toMatch(/,in,0.05,0,0.1,edge,true,false$/);
    expect(lines[2]).toMatch(/,in,,,,,true,false$/);
  });

  it('leaves an older file as it was where rows cannot be had, and nothing beside it', async () => {
    const file = path.join(folder, 'all.csv');
    await writeFile(file, 'older');
    const broken = async (offset: number, limit: number) => {
      if (offset > 0) throw new Error('The run folder is gone.');
      return fetch(offset, limit);
    };
    await expect(writeTable(file, broken)).rejects.toThrow('gone');
    expect(await readFile(file, 'utf8')).toBe('older');
    expect(await readdir(folder)).toEqual(['all.csv']);
  });

  it('ends where a server says that there is more but has nothing', async () => {
    const file = path.join(folder, 'all.csv');
    expect(await writeTable(file, async () => ({ total: 5, rows: [] }))).toBe(0);
  });
});
