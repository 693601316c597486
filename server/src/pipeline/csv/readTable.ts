import { SpinelError } from '../../errors.ts';
import type { TableSource } from '../../study/types.ts';
import { type CsvFile, decode, openCsv } from './fileReader.ts';
import type { CsvRecord } from './scanner.ts';

/** Reads a whole table for `base from`. A file that cannot be used is an answer, not an exception: the study reports it (SP2006). */
export async function readTable(file: string): Promise<TableSource> {
  try {
    const table = await openCsv(file);
    return await readRows(table).finally(() => table.close());
  } catch (error) {
    if (error instanceof SpinelError) return { ok: false, reason: `${error.message} ${error.remedy}` };
    throw error;
  }
}

async function readRows({ records }: CsvFile): Promise<TableSource> {
  let columns: readonly string[] | undefined;
  const rows: { line: number; cells: readonly string[] }[] = [];
  for await (const record of records) {
    if (record.raw === '') continue;
    if (record.unterminated) return { ok: false, reason: unclosedQuote(record) };
    const cells = record.fields.map(decode);
    if (columns === undefined) columns = cells.map((name) => name.trim());
    else rows.push({ line: record.line, cells });
  }
  if (columns === undefined) return { ok: false, reason: 'the file is empty' };
  return { ok: true, columns, rows };
}

function unclosedQuote(record: CsvRecord): string {
  return `the quotation mark in the row on line ${record.line} is not closed`;
}
