import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { spinel, steady, temporaryFolder } from './testing/spinel.ts';
import { writeStudy } from './testing/studies.ts';

const faulty = `base ZnBi2O4
base MgO
pool late = Fe Co Nl
\tsubstitute C of ZnBi2O4 with late
asd f
screen neutral
`;

describe('spinel check', () => {
  it('shows findings with the lines they are about and says with its exit code that there are errors', async () => {
    const folder = temporaryFolder();
    writeStudy(folder, faulty);
    const { code, stdout, stderr } = await spinel(['check', 'study.spinel'], { directory: folder });
    expect(code).toBe(1);
    expect(stderr).toBe('');
    await expect(stdout).toMatchFileSnapshot('goldens/check-faulty.txt');
  });

  it('gives the same findings as JSON, with places from 1', async () => {
    const folder = temporaryFolder();
    writeStudy(folder, faulty);
    const { code, stdout } = await spinel(['check', '--json', 'study.spinel'], { directory: folder });
    expect(code).toBe(1);
    await expect(stdout).toMatchFileSnapshot('goldens/check-faulty.json');
  });

  it('is fine with hints and with an empty file', async () => {
    const folder = temporaryFolder();
    writeStudy(folder, '');
    const empty = await spinel(['check', 'study.spinel'], { directory: folder });
    expect(empty).toMatchObject({ code: 0, stdout: 'study.spinel: no findings\n' });
    const example = await spinel(['check', 'examples/znbi2o4.spinel']);
    expect(example.code).toBe(0);
    expect(example.stdout).toContain('hint SP3002');
  });

  it('reads standard input', async () => {
    const { code, stdout } = await spinel(['check', '-'], { input: 'base ZnQq2O4\n' });
    expect(code).toBe(1);
    expect(stdout).toContain('(standard input):1:8');
    expect(stdout).toContain('SP1002');
  });

  it('reads a file of ten megabytes', async () => {
    const folder = temporaryFolder();
    const line = '// a comment that somebody copied many times too often, one may ask why\n';
    const file = writeStudy(folder, `${line.repeat(10_000_000 / line.length)}base ZnBi2O4\nbase MgO\n`);
    const { code, stdout } = await spinel(['check', file]);
    expect(code).toBe(1);
    expect(stdout).toContain('SP2001');
    expect(stdout).toContain(':138890:6');
  });

  it('refuses a binary file, a missing one and a folder with SP5003', async () => {
    const folder = temporaryFolder();
    const binary = path.join(folder, 'binary.spinel');
    await writeFile(binary, Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0xff]));
    const latin = path.join(folder, 'latin.spinel');
    await writeFile(latin, Buffer.from('study "B\u00e4nder"\n', 'latin1'));
    for (const [file, reason] of [
      [binary, 'is not a text file in UTF-8'],
      [latin, 'is not a text file in UTF-8'],
      [path.join(folder, 'none.spinel'), 'it does not exist'],
      [folder, 'it is a folder'],
    ] as const) {
      const { code, stderr } = await spinel(['check', file]);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^error SP5003: /);
      expect(stderr).toContain(reason);
    }
  });

  it('says where the file of a "base from" fails', async () => {
    const folder = temporaryFolder();
    writeStudy(folder, 'base from "bases.csv" column formula\nsubstitute A with Fe\n');
    const missing = await spinel(['check', 'study.spinel'], { directory: folder });
    expect(missing.stdout).toContain('SP2006');
    await writeFile(path.join(folder, 'bases.csv'), 'formula;note\nZnAl2O4;a\nXyAl2O4;b\n');
    const badRow = await spinel(['check', 'study.spinel'], { directory: folder });
    expect(badRow.code).toBe(1);
    expect(steady(badRow.stdout, folder)).toMatch(/SP2006.*3/);
  });
});
