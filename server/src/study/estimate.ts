/** What a study of a certain size will cost. */

export interface Estimate {
  readonly candidates: number;
  readonly seconds: number;
  /** Of the result on disk. */
  readonly bytes: number;
}

/**
 * Bytes that a candidate takes in the results: its row of the Parquet table with formula, sites, provenance and prediction, compressed.
 * Measured on runs: 23 for the 142,717 candidates of the paper's study, 41 for a thousand candidates.
 */
const BYTES_PER_CANDIDATE = 40;

/** @param predictionsPerSecond above zero; what this machine reaches, or is expected to */
export function estimate(candidates: number, predictionsPerSecond: number): Estimate {
  return {
    candidates,
    seconds: candidates / predictionsPerSecond,
    bytes: candidates * BYTES_PER_CANDIDATE,
  };
}
