import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { writePlainModel } from '../inference/testing/plainModel.ts';
import { spinel, steady, temporaryFolder } from './testing/spinel.ts';
import { smallStudy, writeStudy } from './testing/studies.ts';

describe('spinel plan', () => {
  it("counts the paper's study exactly", async () => {
    const { code, stdout } = await spinel(['plan', 'examples/paper.spinel', '--json', '--no-estimate']);
    expect(code).toBe(0);
    const plan = JSON.parse(stdout);
    expect(plan.distinct).toBe(142_717);
    expect(plan.statements.map(({ candidates }: { candidates: number }) => candidates)).toEqual([
      169, 33_745, 108_803,
    ]);
    expect(plan.peakMemoryBytes).toBeLessThan(400e6);
  });

  it('shows counts, time, size and memory', async () => {
    const folder = temporaryFolder();
    writePlainModel(path.join(folder, 'models'));
    writeStudy(folder, smallStudy);
    const { code, stdout, stderr } = await spinel(['plan', 'study.spinel', '--device', 'cpu'], {
      models: path.join(folder, 'models'),
      directory: folder,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '1 warning; "spinel check" shows more\n' });
    await expect(steady(stdout)).toMatchFileSnapshot('goldens/plan.txt');
  });

  it('counts without a model and says that the time is unknown', async () => {
    const { code, stdout } = await spinel(['plan', '-'], { input: smallStudy });
    expect(code).toBe(0);
    expect(stdout).toContain('time unknown: SP4001: ');
  });

  it('refuses a study with errors (SP5005)', async () => {
    const { code, stderr } = await spinel(['plan', '-', '--no-estimate'], { input: 'base ZnQq2O4\n' });
    expect(code).toBe(1);
    expect(stderr).toContain('error SP1002: ');
    expect(stderr).toContain('error SP5005: ');
  });
});
