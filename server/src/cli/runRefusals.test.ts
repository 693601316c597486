import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { writePlainModel } from '../inference/testing/plainModel.ts';
import { lockText } from '../pipeline/runLock.ts';
import { eventsOf, useRunCase } from './testing/runCase.ts';
import { smallStudy } from './testing/studies.ts';

describe('a run that cannot begin', () => {
  const one = useRunCase(smallStudy);

  it('is refused for a study with errors (SP5005), with the findings', async () => {
    one().write('base ZnQq2O4\n');
    const { code, stderr } = await one().run();
    expect(code).toBe(1);
    expect(stderr).toContain('SP1002');
    expect(stderr).toContain('error SP5005: ');
    one().write('');
    const empty = await one().run('--json');
    expect(empty.code).toBe(1);
    expect(eventsOf(empty.stdout)).toMatchObject([{ kind: 'failed', code: 'SP5005' }]);
    expect(existsSync(one().out)).toBe(false);
  });

  it('is refused for an export that would replace a file of the run', async () => {
    one().write('base ZnAl2O4\nexport "results.parquet"\n');
    expect((await one().run()).stderr).toContain('error SP5001: ');
    expect(existsSync(one().out)).toBe(false);
  });

  it('is refused for a folder that cannot be written (SP5001)', async () => {
    one().out = path.join(one().study, 'run');
    const { code, stderr } = await one().run();
    expect(code).toBe(1);
    expect(stderr).toContain('error SP5001: ');
  });

  it('is refused for a folder of another study, another model or other tables (SP5006)', async () => {
    await one().run();
    appendFileSync(one().study, '// changed\n');
    const other = await one().run();
    expect(other.code).toBe(1);
    expect(other.stderr).toContain('error SP5006: ');
    expect((await one().run('--overwrite')).code).toBe(0);
    writePlainModel(one().models, { slowness: 1 });
    expect((await one().run()).stderr).toContain('another model');
    writeFileSync(path.join(one().folder, 'bases.csv'), 'formula\nZnAl2O4\n');
    one().write('base from "bases.csv" column formula\n');
    expect((await one().run('--overwrite')).code).toBe(0);
    writeFileSync(path.join(one().folder, 'bases.csv'), 'formula\nMgAl2O4\n');
    expect((await one().run()).stderr).toContain('error SP5006: ');
  });

  it('is refused for a manifest that cannot be understood (SP5010)', async () => {
    mkdirSync(one().out);
    writeFileSync(one().inside('manifest.json'), '{"schema":1');
    expect((await one().run()).stderr).toContain('error SP5010: ');
  });

  it('is refused while another run writes to the folder, and not by one that is gone', async () => {
    mkdirSync(one().out);
    writeFileSync(one().inside('run.lock'), lockText(process.pid));
    expect((await one().run()).stderr).toContain(`Another run (process ${process.pid} on `);
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    writeFileSync(one().inside('run.lock'), `${gone} a-node-of-a-cluster`);
    expect((await one().run()).stderr).toContain('delete ');
    writeFileSync(one().inside('run.lock'), lockText(gone));
    expect((await one().run()).code).toBe(0);
  });
});
