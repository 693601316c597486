/** An error of the server as a user should read it: its code, what is wrong, what to do. */

export interface UserProblem {
  readonly code: string | undefined;
  readonly message: string;
  readonly remedy: string | undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Reads the data that the server puts beside an error of its catalogue; any other error keeps its bare message. */
export function userProblem(error: unknown): UserProblem {
  const message = error instanceof Error ? error.message : String(error);
  const data: unknown = error instanceof Error && 'data' in error ? error.data : undefined;
  if (typeof data !== 'object' || data === null) return { code: undefined, message, remedy: undefined };
  const fields = data as { readonly code?: unknown; readonly message?: unknown; readonly remedy?: unknown };
  return {
    code: text(fields.code),
    message: text(fields.message) ?? message,
    remedy: text(fields.remedy),
  };
}

/** The problem in one paragraph, its code last. */
export function problemText(problem: UserProblem): string {
  const sentences = [problem.message, problem.remedy].filter((part) => part !== undefined).join(' ');
  return problem.code === undefined ? sentences : `${sentences} (${problem.code})`;
}

/** A command that helps with a problem, with the label of its button. */
export interface Remedy {
  readonly label: string;
  readonly command: string;
}

const restart: Remedy = { label: 'Restart Server', command: 'spinel.restartServer' };
const selectDevice: Remedy = { label: 'Select Device', command: 'spinel.selectDevice' };
const checkDevices: Remedy = { label: 'Check Devices', command: 'spinel.checkDevices' };
const showOutput: Remedy = { label: 'Show Output', command: 'spinel.showOutput' };
const trustWorkspace: Remedy = { label: 'Manage Trust', command: 'workbench.trust.manage' };

const remediesByCode: Readonly<Record<string, readonly Remedy[]>> = {
  SP4001: [showOutput],
  SP4002: [showOutput],
  SP4003: [showOutput],
  SP4004: [selectDevice, checkDevices],
  SP4005: [restart, selectDevice, checkDevices],
  SP4006: [checkDevices, showOutput],
};

/** What a user can do about a problem from where they are. */
export function remediesFor(code: string | undefined, trusted: boolean): readonly Remedy[] {
  if (!trusted) return [trustWorkspace];
  return remediesByCode[code ?? ''] ?? [showOutput];
}
