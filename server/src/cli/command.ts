import type { Console } from './console.ts';

/** An option as it is documented and parsed. */
export interface OptionDeclaration {
  /** Without dashes: `json`. */
  readonly name: string;
  /** What its value is called in the help, `N` or `DIR`; undefined for a switch. */
  readonly value?: string;
  readonly description: string;
}

/** What stands on the command line of one command. */
export interface Invocation {
  readonly positionals: readonly string[];
  /** Whether a switch is set. */
  flag(name: string): boolean;
  /** The value of an option; undefined where it is not given. */
  value(name: string): string | undefined;
}

/** Where and how a command runs. */
export interface Surroundings {
  readonly console: Console;
  /** Aborted by Ctrl+C, by a request to end, and when nobody reads the output any more. */
  readonly signal: AbortSignal;
}

/** One command of `spinel`, one file each. */
export interface Command {
  readonly name: string;
  /** A line for the list of commands. */
  readonly summary: string;
  /** The forms in which it is called, without `spinel`. */
  readonly usage: readonly string[];
  /** A paragraph or two for its help. */
  readonly description: string;
  readonly options: readonly OptionDeclaration[];
  readonly examples: readonly { readonly line: string; readonly what: string }[];
  /** Resolves to the exit code. Rejects with a SpinelError, or with the signal's reason where it was aborted. */
  run(invocation: Invocation, surroundings: Surroundings): Promise<number>;
}

/** Options that several commands share, so that they mean the same everywhere. */
export const sharedOptions = {
  json: { name: 'json', description: 'Print JSON for other programs.' },
  device: {
    name: 'device',
    value: 'DEVICE',
    description:
      'auto (the default), cuda, dml, coreml, webgpu or cpu. A named device that is absent is an error.',
  },
  models: {
    name: 'models',
    value: 'DIR',
    description: 'Folder with manifest.json and the model files, instead of the shipped one.',
  },
  ownModels: {
    name: 'own-models',
    value: 'DIR',
    description: 'Folder of your own models, which take the place of those of the same quantity.',
  },
  runtime: {
    name: 'runtime',
    value: 'DIR',
    description: 'Folder with an onnxruntime-node that brings the CUDA provider.',
  },
  help: { name: 'help', description: 'Show this help.' },
} as const satisfies Record<string, OptionDeclaration>;
