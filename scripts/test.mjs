/**
 * `npm test`: installs what is missing, then checks types, lint, generated files and every unit test. The tests in a real VS Code need
 * Chromium and are a command of their own: `node e2e/run.mjs`.
 */
import { ensureInstalled, run } from './install.mjs';

ensureInstalled();
run('node', ['scripts/build.mjs']);
run('tsc', ['-b']);
run('biome', ['check']);
run('node', ['scripts/generate.mjs', '--check']);
run('vitest', ['run', ...process.argv.slice(2)]);
