/** Entry of the tests that run inside VS Code's extension host; bundled and loaded by the host itself. */
import { writeFile } from 'node:fs/promises';
import { runScenarios } from '../scenarios.ts';
import { editing } from './editing.ts';
import { running } from './running.ts';
import { starting } from './starting.ts';

/** The runner reads the counts from this file, since a console passes through several processes. */
const outcomeFile = process.env.SPINEL_E2E_OUTCOME;

/** A part of a name narrows the scenarios, for work on one of them. */
const only = process.env.SPINEL_E2E_ONLY ?? '';

export async function run(): Promise<void> {
  const scenarios = [...starting, ...editing, ...running].filter(({ name }) => name.includes(only));
  const outcome = await runScenarios(scenarios, {
    limitMs: 45_000,
    report: (line) => console.log(line),
  });
  if (outcomeFile !== undefined) await writeFile(outcomeFile, JSON.stringify(outcome));
  if (outcome.failed > 0) throw new Error(`${outcome.failed} scenarios failed`);
}
