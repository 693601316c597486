import { parseArguments } from './arguments.ts';
import { processConsole } from './console.ts';
const name = process.argv[2] as string;
const command = (await import(`./commands/${name}.ts`))[name];
const c = new AbortController();
process.on('SIGINT', () => c.abort());
process.exitCode = await command.run(parseArguments(command, process.argv.slice(3)), { console: processConsole(() => c.abort()), signal: c.signal });
