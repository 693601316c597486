/**
 * Time and memory to enumerate the paper's study exactly, beside the plain way in the same run: build every composition with pymatgen and
 * keep a set of reduced formulas. `npm run perf:plan`; the peer needs a Python with pymatgen, named by SPINEL_ORACLE_PYTHON.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Wall seconds of a command, start to end, and what it printed. */
function measure(command: string, arguments_: readonly string[]): { seconds: number; output: string } {
  const started = performance.now();
  const result = spawnSync(command, arguments_, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (result.status !== 0) {
    throw new Error(`${command} ${arguments_.join(' ')} failed: ${result.stderr}`);
  }
  return { seconds: (performance.now() - started) / 1000, output: result.stdout };
}

/** The part of the plan's JSON that is measured here. */
interface Plan {
  readonly distinct: number;
  readonly peakMemoryBytes: number;
}

const ours = measure(process.execPath, [
  'server/bin/spinel.mjs',
  'plan',
  'examples/paper.spinel',
  '--json',
  '--no-estimate',
]);
const plan: Plan = JSON.parse(ours.output);
console.log(
  `spinel plan examples/paper.spinel: ${plan.distinct} distinct, ${ours.seconds.toFixed(2)} s, ` +
    `${(plan.peakMemoryBytes / 1e6).toFixed(0)} MB at most`,
);

const python = process.env.SPINEL_ORACLE_PYTHON;
if (python) {
  const theirs = measure(python, ['perf/peers/enumerate_with_pymatgen.py', 'examples/paper.spinel']);
  console.log(`pymatgen and a set: ${theirs.seconds.toFixed(2)} s, ${theirs.output.trim()} distinct`);
  console.log(`ratio: ${(theirs.seconds / ours.seconds).toFixed(1)}`);
} else {
  console.log('the peer was not measured: SPINEL_ORACLE_PYTHON names no Python with pymatgen');
}
