import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Command } from './command.ts';
import { commands, runCommandLine } from './commandLine.ts';
import { commandHelp, overview } from './help.ts';
import { repository, spinel } from './testing/spinel.ts';

// Every call in this process listens for the end of the pipe.
process.stdout.setMaxListeners(100);
process.stderr.setMaxListeners(100);

const plain = (_style: string, text: string) => text;

describe('help', () => {
  it('shows all commands', async () => {
    await expect(overview(commands, plain)).toMatchFileSnapshot('goldens/help.txt');
  });

  it.each(commands.map((command) => [command.name, command] as const))(
    'shows %s with its examples',
    async (name, command) => {
      await expect(commandHelp(command, plain)).toMatchFileSnapshot(`goldens/help-${name}.txt`);
    },
  );

  it('is what the real command prints, without colours in a pipe', async () => {
    const help = await spinel(['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '', stdout: overview(commands, plain) });
    expect(await spinel([])).toMatchObject({ code: 2, stdout: help.stdout });
    const run = commands.find(({ name }) => name === 'run') as Command;
    expect((await spinel(['run', '--help'])).stdout).toBe(commandHelp(run, plain));
    expect((await spinel(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('a command line that cannot be understood', () => {
  it.each([
    [['chekc', 'a.spinel'], 'There is no command "chekc". Did you mean "spinel check"?'],
    [['--verison'], 'There is no option "--verison".'],
    [['check', '--jsn', 'a.spinel'], '"spinel check" has no option --jsn. Did you mean --json?'],
    [['check'], 'There is no file to check.'],
    [['run', 'a.spinel'], 'A run needs a folder: --out DIR.'],
    [['run', 'a.spinel', '--out'], 'The option --out needs a value: --out DIR.'],
    [['run', 'a.spinel', 'b.spinel', '--out', 'c'], '"spinel run" takes one file.'],
    [['run', 'a.spinel', '--out', 'c', '--out', 'd'], 'The option --out is given twice.'],
    [['run', 'a.spinel', '--out', 'c', '--json=yes'], 'The option --json takes no value.'],
    [
      ['predict', 'ZnO', '--spacegroup', '231'],
      '--spacegroup must be a number from 0 to 230 or a symbol such as Fd-3m, not "231".',
    ],
    [
      ['predict', 'ZnO', '--spacegroup', '1', '--family', 'spinel'],
      'Give --spacegroup or --family, not both.',
    ],
    [
      ['predict', 'ZnO', '--family', 'spinell'],
      'There is no built-in family "spinell". Did you mean "spinel"?',
    ],
    [['predict', '--from', 'a.csv'], 'Predictions from a table need a place to go: --out OUT.csv.'],
    [['predict', 'ZnO', '--out', 'a.csv'], '--out goes with --from.'],
    [['predict'], 'There is no formula to predict.'],
    [['models', 'gap'], '"spinel models" takes no arguments.'],
  ] as const)('is refused with SP6001: %j', async (args, message) => {
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const code = await runCommandLine(args);
    const text = written.mock.calls.map(([chunk]) => String(chunk)).join('');
    written.mockRestore();
    expect(text).toContain(`error SP6001: ${message}`);
    expect(code).toBe(2);
  });

  it('is refused by the real command too', async () => {
    const { code, stderr } = await spinel(['predict', 'ZnO', '--device', 'cdua']);
    expect(code).toBe(2);
    expect(stderr).toContain('There is no device "cdua". Did you mean "cuda"?');
  });
});

describe('a mistake in the program', () => {
  it('is SP9001 with exit code 3 and says where', async () => {
    const broken: Command = {
      ...(commands[0] as Command),
      name: 'broken',
      run: () => Promise.reject(new TypeError('x is not a function')),
    };
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const code = await runCommandLine(['broken'], [broken]);
    const text = written.mock.calls.map(([chunk]) => String(chunk)).join('');
    written.mockRestore();
    expect(code).toBe(3);
    expect(text).toContain('error SP9001');
    expect(text).toContain('x is not a function');
    expect(text).toContain('usage.test.ts');
  });
});

describe('an output that cannot be written', () => {
  it.skipIf(!existsSync('/dev/full'))('is SP5002 on a full disk (needs /dev/full)', () => {
    const full = openSync('/dev/full', 'w');
    const launcher = path.join(repository, 'server/bin/spinel.mjs');
    const environment = { ...process.env, SPINEL_FROM_SOURCE: '1', NO_COLOR: '1' };
    const { status, stderr } = spawnSync(process.execPath, [launcher, '--help'], {
      env: environment,
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(full);
    expect({ status, code: stderr.slice(0, 13) }).toEqual({ status: 1, code: 'error SP5002:' });
  });
});

const oldNode = ['/usr/bin/node', '/usr/local/bin/node'].find((file) => existsSync(file));

describe('the launcher', () => {
  it.skipIf(oldNode === undefined)('works with the Node of the system, however old (needs one)', async () => {
    const { code, stdout } = await spinel(['--version'], { node: oldNode ?? '' });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const usage = await spinel(['nothing'], { node: oldNode ?? '' });
    expect(usage.code).toBe(2);
  });
});
