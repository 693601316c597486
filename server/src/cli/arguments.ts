import { parseArgs } from 'node:util';
import { SpinelError } from '../errors.ts';
import type { Command, Invocation, OptionDeclaration } from './command.ts';
import { sharedOptions } from './command.ts';
import { nearestWord } from './nearestWord.ts';

/** Takes the arguments after the command's name apart. Throws SP6001 where they do not fit its options. */
export function parseArguments(command: Command, args: readonly string[]): Invocation {
  const declared: readonly OptionDeclaration[] = [...command.options, sharedOptions.help];
  const { tokens, positionals } = parseArgs({
    args: [...args],
    options: Object.fromEntries(declared.map((option) => [option.name, typeOf(option)])),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const values = new Map<string, string>();
  const flags = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = declared.find(({ name }) => name === token.name && token.rawName.startsWith('--'));
    if (option === undefined) throw unknownOption(command, token.rawName, declared);
    if (option.value === undefined) {
      if (token.value !== undefined) throw usage(command, `The option --${option.name} takes no value.`);
      flags.add(option.name);
      continue;
    }
    if (token.value === undefined || token.value === '') {
      throw usage(command, `The option --${option.name} needs a value: --${option.name} ${option.value}.`);
    }
    if (values.has(option.name)) throw usage(command, `The option --${option.name} is given twice.`);
    values.set(option.name, token.value);
  }
  return { positionals, flag: (name) => flags.has(name), value: (name) => values.get(name) };
}

function typeOf(option: OptionDeclaration): { type: 'string' | 'boolean' } {
  return { type: option.value === undefined ? 'boolean' : 'string' };
}

function unknownOption(
  command: Command,
  written: string,
  declared: readonly OptionDeclaration[],
): SpinelError {
  const nearest = nearestWord(
    written.replace(/^-+/, ''),
    declared.map(({ name }) => name),
  );
  const hint = nearest === undefined ? '' : ` Did you mean --${nearest}?`;
  return usage(command, `"spinel ${command.name}" has no option ${written}.${hint}`);
}

/** A command line that does not fit; the help of the command says what does. */
export function usage(command: Pick<Command, 'name'>, message: string): SpinelError {
  return new SpinelError(
    'SP6001',
    message,
    `"spinel ${command.name} --help" shows the options with examples.`,
  );
}
