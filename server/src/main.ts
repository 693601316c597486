/** Entry of the language server: over standard streams, or over IPC where an editor forks it. */
import './features/server/smallHeap.ts';
import { type Connection, createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { describe } from './features/server/answers.ts';
import { serve } from './features/server/languageServer.ts';
import { services } from './wiring.ts';

/** Without a transport on the command line, as in `spinel-language-server`, standard streams are meant. */
function connect(): Connection {
  const named = process.argv.some((argument) => /^--(?:stdio|node-ipc|socket|pipe)/.test(argument));
  return named
    ? createConnection(ProposedFeatures.all)
    : createConnection(ProposedFeatures.all, process.stdin, process.stdout);
}

const connection = connect();

// What nobody caught is written down, and the next request is answered all the same.
process.on('uncaughtException', (error) => connection.console.error(`Uncaught: ${describe(error)}`));
process.on('unhandledRejection', (reason) => connection.console.error(`Unhandled: ${describe(reason)}`));

serve(connection, services, import.meta.url);
connection.listen();
