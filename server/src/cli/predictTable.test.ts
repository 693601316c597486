import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { writePlainModel } from '../inference/testing/plainModel.ts';
import { spinel, steady, temporaryFolder } from './testing/spinel.ts';

describe('spinel predict --from', () => {
  let folder: string;

  beforeEach(() => {
    folder = temporaryFolder();
    writePlainModel(path.join(folder, 'models'));
  });

  function predict(table: string, ...more: string[]) {
    writeFileSync(path.join(folder, 'in.csv'), table);
    const args = ['predict', '--from', 'in.csv', '--out', 'out.csv', '--device', 'cpu', ...more];
    return spinel(args, { models: path.join(folder, 'models'), directory: folder });
  }

  it('writes the table with its predictions', async () => {
    const { code, stdout } = await predict('\ufeffid;Compound;sg\r\n1;"ZnAl2O4";227\r\n2;CsPbI3;\r\n');
    expect(code).toBe(0);
    expect(steady(stdout, folder)).toBe(
      'formulas from "Compound" and space groups from "sg"; added gap_ev, gap_sigma_ev, gap_lo_ev, gap_hi_ev, domain, model\n' +
        '2 rows: FOLDER/out.csv\n',
    );
    await expect(readFileSync(path.join(folder, 'out.csv'), 'utf8')).toMatchFileSnapshot(
      'goldens/predict-table.csv',
    );
  });

  it('reports bad rows with their lines and ends with 1', async () => {
    const { code, stdout, stderr } = await predict('formula\nZnAl2O4\nXy2O3\n\n"Zn(\nAl2O4"\n');
    expect(code).toBe(1);
    expect(stderr).toMatch(/error SP1002: .*\n {2}in\.csv:3\nerror SP1003: .*\n {2}in\.csv:5\n/);
    expect(stdout).toContain('3 rows, 2 of them without a prediction');
    const json = await predict('formula\nXy2O3\n', '--json');
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({ rows: 1, failed: 1, bad: [{ line: 2, code: 'SP1002' }] });
  });

  it('says what is wrong with the table or the place of its copy', async () => {
    expect((await predict('name\nZnO\n')).stderr).toContain('error SP5007: ');
    expect((await predict('formula\nZnO\n', '--formula-column', 'f')).stderr).toContain(
      'There is no column "f".',
    );
    const args = ['predict', '--from', path.join(folder, 'none.csv'), '--out', path.join(folder, 'out.csv')];
    expect((await spinel(args)).stderr).toContain('error SP5003: ');
    writeFileSync(path.join(folder, 'in.csv'), 'formula\nZnO\n');
    const nowhere = [
      'predict',
      '--from',
      path.join(folder, 'in.csv'),
      '--out',
      path.join(folder, 'in.csv/out.csv'),
    ];
    expect((await spinel(nowhere)).stderr).toContain('error SP5001: ');
  });
});
