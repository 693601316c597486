/**
 * Gives every property the same seed, so that the tests of a commit always answer alike. `SPINEL_FUZZ_SEED=random` draws another seed
 * each time, to look for what the fixed one does not find; a number repeats a failure.
 */
import fc from 'fast-check';

const wanted = process.env.SPINEL_FUZZ_SEED;

if (wanted !== 'random') {
  fc.configureGlobal({ seed: wanted === undefined ? 227 : Number(wanted) });
}
