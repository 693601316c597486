import { type CsvRecord, CsvScanner } from './scanner.ts';

/** In the order of preference where a file gives no reason to choose. */
const DELIMITERS = [',', ';', '\t'] as const;

/** Records looked at; enough to tell a delimiter from punctuation inside fields. */
const SAMPLE_RECORDS = 20;

/**
 * The delimiter of a table, judged from its beginning: the one that cuts most records into as many fields as the header, and into the
 * most fields where several do.
 */
export function detectDelimiter(sample: string): string {
  let best: string = DELIMITERS[0];
  let bestScore = 0;
  for (const delimiter of DELIMITERS) {
    const score = agreement(sampleRecords(sample, delimiter));
    if (score > bestScore) {
      best = delimiter;
      bestScore = score;
    }
  }
  return best;
}

function sampleRecords(sample: string, delimiter: string): CsvRecord[] {
  const scanner = new CsvScanner(delimiter);
  const records = [...scanner.push(sample), ...scanner.end()];
  return records.filter((record) => record.raw !== '').slice(0, SAMPLE_RECORDS);
}

/**
 * The number of records that agree with the header, with the number of fields to decide between equals. 0 for a single column, and where
 * the header has a quote in the middle of a field: the delimiter that the writer meant stands before it.
 */
function agreement(records: readonly CsvRecord[]): number {
  const header = records[0];
  const width = header?.fields.length ?? 0;
  if (header === undefined || width < 2 || hasStrayQuote(header)) return 0;
  const agreeing = records.filter((record) => record.fields.length === width).length;
  return agreeing + Math.min(width, 1000) / 1001;
}

function hasStrayQuote(record: CsvRecord): boolean {
  return record.raw.includes('"') && record.fields.some((field) => field.includes('"'));
}
