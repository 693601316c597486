import type { Painter } from './colours.ts';
import { type Command, sharedOptions } from './command.ts';

/** What `spinel --help` prints. */
export function overview(commands: readonly Command[], paint: Painter): string {
  const rows = commands.map(({ name, summary }) => [name, summary] as const);
  return [
    `${paint('heading', 'spinel')} – substitution studies of crystalline compounds, with predicted band gaps`,
    '',
    paint('heading', 'Usage'),
    '  spinel COMMAND [options]',
    '',
    paint('heading', 'Commands'),
    ...twoColumns(rows),
    '',
    paint('heading', 'Options'),
    ...twoColumns([
      ['--help', 'Show this help, or that of a command: spinel run --help'],
      ['--version', 'Show the version.'],
    ]),
    '',
    paint('heading', 'Begin here'),
    '  spinel predict ZnBi2O4 MgAl2O4',
    '  spinel run examples/znbi2o4.spinel --out znbi2o4-run',
    '',
  ].join('\n');
}

/** What `spinel COMMAND --help` prints. */
export function commandHelp(command: Command, paint: Painter): string {
  const options = [...command.options, sharedOptions.help].map((option) => {
    const value = 'value' in option && option.value !== undefined ? ` ${option.value}` : '';
    return [`--${option.name}${value}`, option.description] as const;
  });
  return [
    `${paint('heading', `spinel ${command.name}`)} – ${command.summary}`,
    '',
    paint('heading', 'Usage'),
    ...command.usage.map((form) => `  spinel ${form}`),
    '',
    command.description,
    '',
    paint('heading', 'Options'),
    ...twoColumns(options),
    '',
    paint('heading', 'Examples'),
    ...command.examples.flatMap(({ line, what }) => [`  ${line}`, `      ${paint('faint', what)}`]),
    '',
    'Exit codes: 0 fine, 1 findings or failed rows, 2 wrong usage, 3 internal error.',
    '',
  ].join('\n');
}

function twoColumns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
