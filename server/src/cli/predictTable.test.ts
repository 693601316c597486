import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { writePlainModel, writePlainModels } from '../inference/testing/plainModel.ts';
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
      'formulas from "Compound" and space groups from "sg"; added gap_ev, gap_sigma_ev, gap_lo_ev, gap_hi_ev, ' +
        'metal_probability, metal_probability_gga, gap_if_any_ev, domain, model\n' +
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

  it('adds the columns of every quantity that is asked for, and corrects PBE gaps of a column', async () => {
    writePlainModels(
      path.join(folder, 'models'),
      (['gap', 'hull', 'spinel', 'correct'] as const).map((quantity) => ({ quantity })),
    );
    const { code, stdout, stderr } = await predict(
      'formula,pbe\nZnAl2O4,3.9\nTiO2,\nMgGa2O4,n/a\n',
      '--quantity',
      'spinel,gap,hull',
      '--pbe-column',
      'pbe',
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/error SP5008: The PBE gap "n\/a" .*\n {2}in\.csv:4\n/);
    expect(stdout).toContain('and PBE gaps from "pbe"; added gap_ev, ');
    const [header, spinelRow, rutile, bad] = readFileSync(path.join(folder, 'out.csv'), 'utf8').split('\n');
    expect(header).toBe(
      'formula,pbe,gap_ev,gap_sigma_ev,gap_lo_ev,gap_hi_ev,metal_probability,metal_probability_gga,gap_if_any_ev,domain,model,' +
        'hull_ev_atom,hull_sigma_ev_atom,hull_lo_ev_atom,hull_hi_ev_atom,hull_domain,hull_model,' +
        'spinel_probability,spinel_sigma,spinel_lo,spinel_hi,spinel_domain,spinel_model,' +
        'corrected_gap_ev,corrected_gap_lo_ev,corrected_gap_hi_ev,corrected_gap_domain,corrected_gap_model',
    );
    expect(spinelRow).toBe(
      'ZnAl2O4,3.9,1.4841,0.2,1.0841,1.8841,0.0126,0.0251,1.4967,in,plain 1.0.0,' +
        '0.1257,0.2,0,0.5257,in,plain-hull 1.0.0,' +
        '0.9,0.2,0.5,1,in,plain-spinel 1.0.0,' +
        '4.0257,3.6257,4.4257,in,plain-correct 1.0.0',
    );
    // No AB2X4 and no PBE gap: empty cells, and nothing wrong.
    expect(rutile).toMatch(/^TiO2,,1\.26\d+,.*plain-hull 1\.0\.0,{11}$/);
    expect(bad).toBe(`MgGa2O4,n/a${','.repeat(26)}`);
  });

  it('takes --pbe for rows whose table states no PBE gap', async () => {
    writePlainModels(path.join(folder, 'models'), [{}, { quantity: 'correct' }]);
    await predict('formula,own\nZnAl2O4,3.9\nTiO2,\n', '--pbe-column', 'own', '--pbe', '2');
    const rows = readFileSync(path.join(folder, 'out.csv'), 'utf8').trim().split('\n').slice(1);
    expect(rows.map((row) => Number(row.split(',').at(-5)))).toEqual([4.0257, expect.closeTo(2.127, 3)]);
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
