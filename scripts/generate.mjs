// Writes the files that are made from the language's own vocabulary. With --check it writes nothing and fails on a difference.
// Runs on Node 22.18 or later, which reads the TypeScript sources directly.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generatedFiles } from '../grammar/src/generate/generatedFiles.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const checks = process.argv.includes('--check');
const stale = [];

for (const [path, text] of Object.entries(generatedFiles())) {
  const target = join(root, path);
  if (current(target) === text) continue;
  stale.push(path);
  if (checks) continue;
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}

if (checks && stale.length > 0) {
  console.error(
    `Not what their sources make of them: ${stale.join(', ')}. Run "npm run generate" and commit the result.`,
  );
  process.exitCode = 1;
} else {
  console.log(stale.length === 0 ? 'Generated files are up to date.' : `Wrote ${stale.join(', ')}.`);
}

function current(target) {
  try {
    return readFileSync(target, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
