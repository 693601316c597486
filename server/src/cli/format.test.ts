import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { spinel, temporaryFolder } from './testing/spinel.ts';
import { writeStudy } from './testing/studies.ts';

const untidy = 'base    ZnBi2O4   // the host\n\n\n\nsubstitute   A with Fe   Co\n';
const tidy = 'base ZnBi2O4 // the host\n\nsubstitute A with Fe Co\n';

describe('spinel format', () => {
  it('rewrites a file in place and leaves a tidy one alone', async () => {
    const file = writeStudy(temporaryFolder(), untidy);
    const first = await spinel(['format', file]);
    expect(first).toMatchObject({ code: 0, stdout: `${file} formatted\n` });
    expect(await readFile(file, 'utf8')).toBe(tidy);
    expect(await spinel(['format', file])).toMatchObject({ code: 0, stdout: '' });
  });

  it('only says what it would change with --check', async () => {
    const file = writeStudy(temporaryFolder(), untidy);
    expect(await spinel(['format', '--check', file])).toMatchObject({
      code: 1,
      stdout: `${file} would change\n`,
    });
    expect(await readFile(file, 'utf8')).toBe(untidy);
  });

  it('goes from standard input to standard output', async () => {
    expect(await spinel(['format', '-'], { input: untidy })).toMatchObject({ code: 0, stdout: tidy });
  });

  it('says that something could not be read, and keeps it', async () => {
    const { code, stdout, stderr } = await spinel(['format', '-'], {
      input: 'study   "A"\nbase   ZnBi2O4\n%% ??\n',
    });
    expect(code).toBe(1);
    expect(stdout).toContain('study "A"\n');
    expect(stdout).toContain('%% ??');
    expect(stderr).toContain('cannot be read');
  });
});
