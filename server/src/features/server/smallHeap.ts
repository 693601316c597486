/**
 * Keeps the young part of the heap at its first size. By default V8 doubles it while a document is parsed, and the server would hold these
 * megabytes for good. Imported before anything that allocates.
 */
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--semi-space-growth-factor=1');

/** Characters, some two thousand lines, from which a small heap would cost a quarter of the time between keystroke and diagnostics. */
const LARGE_TEXT = 60_000;

/** Lets the heap grow as usual once a large document is open. */
export function makeRoomFor(text: string): void {
  if (text.length >= LARGE_TEXT) setFlagsFromString('--semi-space-growth-factor=2');
}
