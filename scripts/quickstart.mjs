/** `npm run quickstart`: from a fresh checkout to the results of the first example. */
import { join } from 'node:path';
import { ensureInstalled, root, run } from './install.mjs';

ensureInstalled();
run('node', ['scripts/build.mjs']);

// Status 1 stands for findings or failed rows, which the command itself has just shown.
const study = join('examples', 'znbi2o4.spinel');
const result = run('node', [join('server', 'bin', 'spinel.mjs'), 'run', study, '--out', 'quickstart-run'], {
  mayFail: true,
});
if ((result.status ?? 3) > 1) {
  process.exit(result.status ?? 3);
}
console.log(
  `\nThe extension: open ${root} in VS Code and press F5, or build a package with "npm run package".`,
);
