import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { writePlainModel, writePlainModels } from '../inference/testing/plainModel.ts';
import { spinel, temporaryFolder } from './testing/spinel.ts';

describe('spinel predict FORMULA', () => {
  let models: string;

  beforeEach(() => {
    models = temporaryFolder();
    writePlainModel(models);
  });

  const cpu = ['--device', 'cpu'];

  it('shows gap, intervals, domain and model, and which space group was taken', async () => {
    const { code, stdout, stderr } = await spinel(['predict', 'ZnAl2O4', 'CsPbI3', 'TiO2', ...cpu], {
      models,
    });
    expect(stderr).toBe('');
    expect(code).toBe(0);
    await expect(stdout).toMatchFileSnapshot('goldens/predict.txt');
  });

  it('gives the same as JSON', async () => {
    const { code, stdout } = await spinel(
      ['predict', 'Zn(Bi0.5Fe0.5)2O4', 'ThO2', 'Xy2O3', '--json', ...cpu],
      { models },
    );
    expect(code).toBe(1);
    await expect(stdout).toMatchFileSnapshot('goldens/predict.json');
  });

  it('takes the space group that it is told', async () => {
    const gapOf = async (...args: string[]) => {
      const { stdout } = await spinel(['predict', 'ZnAl2O4', '--json', ...args, ...cpu], { models });
      return JSON.parse(stdout)[0];
    };
    const family = await gapOf('--family', 'spinel');
    const number = await gapOf('--spacegroup', '74');
    const symbol = await gapOf('--spacegroup', 'Imma');
    expect(symbol).toEqual(number);
    expect(family).toMatchObject({ space_group: 227, family: 'spinel' });
    expect(number).toMatchObject({ space_group: 74, family: null });
    // The plain model adds a thousandth of the space group.
    expect(family.gap_ev - number.gap_ev).toBeCloseTo(0.153, 4);
  });

  it('marks what is wrong with a formula and predicts the others', async () => {
    const { code, stdout, stderr } = await spinel(['predict', 'ZnQq2O4', 'ZnAl2O4', ...cpu], { models });
    expect(code).toBe(1);
    expect(stdout).toContain('ZnAl2O4');
    expect(stderr).toMatch(/error SP1002: .*\n {2}ZnQq2O4\n {4}\^\^\n/);
  });

  it('reads deuterium as hydrogen and says so', async () => {
    const { code, stdout } = await spinel(['predict', 'LiD', 'DyTe', ...cpu], { models });
    expect(code).toBe(0);
    expect(stdout).toContain('  LiD: deuterium and tritium are read as hydrogen.');
    expect(stdout).not.toContain('DyTe: deuterium');
  });

  it('says why a formula does not fit the family it is told', async () => {
    const { code, stderr } = await spinel(['predict', 'TiO2', '--family', 'spinel', ...cpu], { models });
    expect(code).toBe(1);
    expect(stderr).toContain('error SP2001');
  });

  it('reads formulas from standard input', async () => {
    const { stdout } = await spinel(['predict', '-', '--json', ...cpu], {
      models,
      input: 'ZnAl2O4\nMgGa2O4 ',
    });
    expect(JSON.parse(stdout).map(({ formula }: { formula: string }) => formula)).toEqual([
      'ZnAl2O4',
      'MgGa2O4',
    ]);
  });

  it('says what to do where there is no model (SP4001)', async () => {
    const missing = await spinel(['predict', 'ZnAl2O4'], { models: path.join(models, 'none') });
    expect(missing.code).toBe(1);
    expect(missing.stderr).toMatch(/^error SP4001: /);
    await writeFile(path.join(models, 'manifest.json'), '{ "schema": 1 }');
    expect((await spinel(['predict', 'ZnAl2O4'], { models })).stderr).toMatch(/^error SP4003: /);
  });

  it('refuses a model of which one byte was changed (SP4002)', async () => {
    const file = path.join(models, 'plain.onnx');
    const bytes = await readFile(file);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    await writeFile(file, bytes);
    const { code, stderr } = await spinel(['predict', 'ZnAl2O4', ...cpu], { models });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error SP4002: /);
    const verified = await spinel(['models', '--verify'], { models });
    expect(verified.code).toBe(1);
    expect(verified.stderr).toMatch(/^error SP4002: /);
  });

  it('never predicts on another device than the one named (SP4004)', async () => {
    const absent = process.platform === 'win32' ? 'coreml' : 'dml';
    const { code, stdout, stderr } = await spinel(['predict', 'ZnAl2O4', '--device', absent], { models });
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^error SP4004: /);
  });
});

describe('spinel predict --quantity', () => {
  let models: string;

  beforeEach(() => {
    models = temporaryFolder();
    writePlainModels(
      models,
      (['gap', 'hull', 'spinel', 'correct'] as const).map((quantity) => ({ quantity })),
    );
  });

  const predict = (...args: string[]) => spinel(['predict', ...args, '--device', 'cpu'], { models });

  it('shows every quantity in a table of its own, each with its model', async () => {
    const all = ['--quantity', 'gap,hull,spinel', '--pbe', '4.1'];
    const { code, stdout, stderr } = await predict('ZnAl2O4', 'TiO2', ...all);
    expect([code, stderr]).toEqual([0, '']);
    await expect(stdout).toMatchFileSnapshot('goldens/predict-quantities.txt');
    const json = await predict('ZnAl2O4', 'TiO2', '--json', ...all);
    expect(json.code).toBe(0);
    await expect(json.stdout).toMatchFileSnapshot('goldens/predict-quantities.json');
  });

  it('leaves out what is not asked for, and fails where no model answers what is', async () => {
    const { stdout } = await predict('ZnAl2O4', '--json', '--quantity', 'hull');
    expect(Object.keys(JSON.parse(stdout)[0])).not.toContain('gap_ev');
    expect(JSON.parse(stdout)[0]).toMatchObject({ hull_ev_atom: 0.1257, hull_model: 'plain-hull 1.0.0' });
    writePlainModel(models);
    const missing = await predict('ZnAl2O4', '--quantity', 'gap,hull');
    expect(missing.code).toBe(1);
    expect(missing.stderr).toMatch(/^error SP4001: .*“hull”/);
  });

  it.each([
    [['--quantity', 'gap,hul'], 'Did you mean "hull"?'],
    [['--quantity', 'correct'], '--pbe EV, or --pbe-column C'],
    [['--pbe', '4.1 eV'], 'from 0 to 30, not "4.1 eV"'],
    [['--pbe', '-1'], 'from 0 to 30'],
    [['--pbe-column', 'pbe'], '--pbe-column goes with --from'],
  ])('does not take %j', async (args, complaint) => {
    const { code, stderr } = await predict('ZnAl2O4', ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(complaint);
  });

  it('names the own model that takes the place of a shipped one', async () => {
    const own = temporaryFolder();
    writePlainModel(own, { id: 'gap-mygroup' });
    const { stdout } = await predict('ZnAl2O4', '--quantity', 'gap,hull', '--own-models', own);
    expect(stdout).toContain('model gap-mygroup 1.0.0 on cpu');
    expect(stdout).toContain('model plain-hull 1.0.0');
    const broken = await predict('ZnAl2O4', '--own-models', path.join(own, 'none'));
    expect(broken.code).toBe(1);
    expect(broken.stderr).toMatch(/^error SP4001: .*none/);
    expect(broken.stderr).toContain('--own-models');
    expect(broken.stderr).not.toContain('Install');
  });
});

describe('spinel models', () => {
  it('lists and verifies', async () => {
    const models = temporaryFolder();
    writePlainModel(models);
    const { code, stdout } = await spinel(['models', '--verify', '--json'], { models });
    expect(code).toBe(0);
    expect(JSON.parse(stdout).models).toMatchObject([{ id: 'plain', quantity: 'gap', intact: true }]);
    expect((await spinel(['models', '--verify'], { models })).stdout).toContain('intact');
  });

  it('lists all with unit, file, size and devices, own ones in place of the shipped', async () => {
    const models = temporaryFolder();
    const own = temporaryFolder();
    writePlainModels(models, [{}, { quantity: 'hull' }, { quantity: 'spinel' }]);
    writePlainModel(own, { id: 'gap-mygroup' });
    const { code, stdout } = await spinel(['models', '--verify', '--own-models', own], { models });
    expect(code).toBe(0);
    const shown = stdout
      .replaceAll(own, 'OWN')
      .replaceAll(models, 'SHIPPED')
      .replace(/[0-9a-f]{64}/g, 'CHECKSUM')
      .replace(/\d+ kB/g, 'SIZE');
    await expect(shown).toMatchFileSnapshot('goldens/models.txt');
    await writeFile(path.join(own, 'gap-mygroup.onnx'), 'x');
    const broken = await spinel(['models', '--verify', '--own-models', own], { models });
    expect(broken.code).toBe(1);
    expect(broken.stderr).toContain(`Put the file back into ${own}`);
  });
});

describe('spinel doctor', () => {
  it('tries every device and says what to do for those that do not work', async () => {
    const models = temporaryFolder();
    writePlainModel(models);
    const { code, stdout } = await spinel(['doctor', '--json'], { models });
    expect(code).toBe(0);
    const reports: { device: string; works: boolean; detail: string }[] = JSON.parse(stdout);
    expect(reports.map(({ device }) => device)).toEqual(['cuda', 'dml', 'coreml', 'webgpu', 'cpu']);
    expect(reports.find(({ device }) => device === 'cpu')?.works).toBe(true);
    for (const { detail } of reports) expect(detail).toMatch(/\.$/);
  });

  it('says which models run on the CPU whatever device is chosen', async () => {
    const models = temporaryFolder();
    writePlainModels(models, [{}, { quantity: 'spinel' }]);
    const { stdout } = await spinel(['doctor'], { models });
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'plain-spinel 1.0.0 runs on CPU only, whatever device is chosen',
    );
  });
});
