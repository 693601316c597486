/**
 * Entry of the inference process, the only one that loads native code. It is forked with advanced serialization and ends when its parent
 * goes away; a parent that is killed takes it along.
 */
import { openDevice } from './openDevice.ts';
import { serve } from './serve.ts';

serve(openDevice);
