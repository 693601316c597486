import { InferenceChild } from './child.ts';
import type { ToProcess } from './messages.ts';
import { PROCESSORS } from './network.ts';
import { type OpenDevice, Predictor } from './predictor.ts';

/** Exit code of a process that was started by hand. */
const NO_PARENT = 64;

/** Serves the parent that forked this process, until it goes away. */
export function serve(open: OpenDevice): void {
  if (process.send === undefined) {
    console.error(
      'This is the inference process of Spinel Studio; the language server and the command line start it.',
    );
    process.exit(NO_PARENT);
  }
  const predictor = new Predictor({
    // An answer to a parent that has just gone is nobody's loss.
    send: (message) => process.send?.(message, undefined, undefined, () => undefined),
    open,
    exit: (code) => process.exit(code),
    helpers: {
      most: PROCESSORS - 1,
      // A helper is the same program, and ends with this process as this one does with its parent.
      start: (handlers) => new InferenceChild(process.argv[1] as string, handlers),
    },
  });
  process.on('message', (message: ToProcess) => {
    predictor.receive(message).catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
  });
  process.on('disconnect', () => process.exit(0));
}
