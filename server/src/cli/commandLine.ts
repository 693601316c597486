import { SpinelError } from '../errors.ts';
import { writeError } from '../pipeline/fileErrors.ts';
import { parseArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { check } from './commands/check.ts';
import { doctor } from './commands/doctor.ts';
import { format } from './commands/format.ts';
import { models } from './commands/models.ts';
import { plan } from './commands/plan.ts';
import { predict } from './commands/predict.ts';
import { run } from './commands/run.ts';
import { type Console, processConsole } from './console.ts';
import { errorText } from './errorText.ts';
import { exitCodes } from './exitCodes.ts';
import { commandHelp, overview } from './help.ts';
import { nearestWord } from './nearestWord.ts';
import { engineVersion } from './version.ts';

export const commands: readonly Command[] = [check, format, plan, predict, run, models, doctor];

/** Runs `spinel` with these arguments and resolves to the exit code. Never rejects. Tests bring commands of their own. */
export async function runCommandLine(
  args: readonly string[],
  known: readonly Command[] = commands,
): Promise<number> {
  const controller = new AbortController();
  const console = processConsole(() => controller.abort());
  const stop = () => {
    // A second request ends the process at once; the run folder stays resumable.
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    controller.abort();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, stop);
  try {
    const code = await dispatch(args, known, console, controller.signal);
    // A stream reports what went wrong with the last line only after it was written.
    await new Promise((resolve) => setImmediate(resolve));
    if (console.failure !== undefined) throw writeError('standard output', console.failure);
    return code;
  } catch (error) {
    return report(error, console, controller.signal);
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}

async function dispatch(
  args: readonly string[],
  known: readonly Command[],
  console: Console,
  signal: AbortSignal,
): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || (name === 'help' && rest.length === 0)) {
    console.write(overview(known, console.paint));
    return name === undefined ? exitCodes.usage : exitCodes.fine;
  }
  if (name === '--version' || name === '-V') {
    console.line(engineVersion);
    return exitCodes.fine;
  }
  const wanted = name === 'help' ? (rest[0] ?? '') : name;
  const command = known.find((one) => one.name === wanted);
  if (command === undefined) throw unknownCommand(wanted, known);
  if (name === 'help' || rest.includes('--help') || rest.includes('-h')) {
    console.write(commandHelp(command, console.paint));
    return exitCodes.fine;
  }
  return command.run(parseArguments(command, rest), { console, signal });
}

function unknownCommand(name: string, known: readonly Command[]): SpinelError {
  const nearest = nearestWord(
    name,
    known.map((command) => command.name),
  );
  const what = name.startsWith('-') ? 'option' : 'command';
  const hint = nearest === undefined ? '' : ` Did you mean "spinel ${nearest}"?`;
  return new SpinelError(
    'SP6001',
    `There is no ${what} "${name}".${hint}`,
    '"spinel --help" lists the commands.',
  );
}

/** Says what went wrong and resolves to the exit code that stands for it. */
function report(error: unknown, console: Console, signal: AbortSignal): number {
  console.status('');
  if (console.failure !== undefined && !(error instanceof SpinelError)) {
    return report(writeError('standard output', console.failure), console, signal);
  }
  if (signal.aborted && !(error instanceof SpinelError)) {
    return console.abandoned ? exitCodes.fine : exitCodes.interrupted;
  }
  if (error instanceof SpinelError) {
    console.note(errorText(error, console));
    return error.code === 'SP6001' ? exitCodes.usage : exitCodes.findings;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const internal = new SpinelError(
    'SP9001',
    'Something in this program went wrong.',
    'Please report it with the command line and the lines below.',
  );
  console.note(`${errorText(internal, console)}\n${detail}`);
  return exitCodes.internal;
}
