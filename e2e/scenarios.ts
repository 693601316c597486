/** Runs named scenarios one after the other, each within a time limit, and counts them. */

export interface Scenario {
  readonly name: string;
  run(): Promise<void>;
}

export interface Outcome {
  readonly passed: number;
  readonly failed: number;
}

/** Says in whole sentences what was expected; thrown by scenarios. */
export class ExpectationFailed extends Error {}

export function expectThat(condition: boolean, message: string): asserts condition {
  if (!condition) throw new ExpectationFailed(message);
}

async function withLimit(work: Promise<void>, limitMs: number): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`not done after ${limitMs / 1000} s`)), limitMs);
  try {
    await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

export async function runScenarios(
  scenarios: readonly Scenario[],
  options: {
    readonly limitMs: number;
    report(line: string): void;
    onFailure?(scenario: Scenario): Promise<void>;
  },
): Promise<Outcome> {
  let failed = 0;
  for (const scenario of scenarios) {
    const started = Date.now();
    try {
      await withLimit(scenario.run(), options.limitMs);
      options.report(`  ok      ${scenario.name} (${Date.now() - started} ms)`);
    } catch (error) {
      failed += 1;
      const reason =
        error instanceof ExpectationFailed ? error.message : error instanceof Error ? error.stack : error;
      options.report(`  FAILED  ${scenario.name}: ${reason}`);
      await options.onFailure?.(scenario);
    }
  }
  return { passed: scenarios.length - failed, failed };
}

/** Asks again until the answer is there; what is still missing at the end is a failure that names it. */
export async function eventually<Value>(
  what: string,
  ask: () => Promise<Value | undefined> | Value | undefined,
  limitMs = 20_000,
): Promise<Value> {
  const deadline = Date.now() + limitMs;
  let last: unknown;
  while (Date.now() < deadline) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const reason = last instanceof Error ? ` The last attempt: ${last.message}` : '';
  throw new ExpectationFailed(`${what} did not happen within ${limitMs / 1000} s.${reason}`);
}
