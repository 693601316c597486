import { open } from 'node:fs/promises';
import { SpinelError } from '../errors.ts';
import type { InferenceService, ModelQuantity } from '../inference/types.ts';
import { type AnswersByQuantity, askSeveral, failures } from './askSeveral.ts';
import { writeAll, writeBeside } from './atomicFile.ts';
import { type CsvFile, decode, openCsv } from './csv/fileReader.ts';
import type { CsvRecord } from './csv/scanner.ts';
import { csvField } from './csv/write.ts';
import {
  type FormulaQuery,
  formulaQuery,
  readPbeGap,
  type SpaceGroupChoice,
  spaceGroupCell,
} from './formulaQuery.ts';
import { columnNames, namedCells } from './predictionColumns.ts';
import { findColumns, type TableColumns } from './tableColumns.ts';

/** The columns that are added where nothing but the gap is asked for, in this order. */
export const PREDICTION_COLUMNS: readonly string[] = columnNames(['gap']);

export interface LabelTableOptions {
  /** A file, or `-` for standard input. */
  readonly from: string;
  readonly out: string;
  /** The column's name; found by its usual names where undefined. */
  readonly formulaColumn: string | undefined;
  readonly spaceGroupColumn: string | undefined;
  /** For rows whose table says nothing about the space group. */
  readonly spaceGroup: SpaceGroupChoice;
  /** What is predicted, in the order of the added columns; the gap alone where nothing is said. */
  readonly quantities?: readonly ModelQuantity[];
  /** The column of PBE gaps in eV, for `correct`. */
  readonly pbeColumn?: string | undefined;
  /** The PBE gap in eV of rows whose table states none. */
  readonly pbeGap?: number | undefined;
  readonly inference: InferenceService;
  readonly signal: AbortSignal;
  readonly onProgress: (rows: number) => void;
  readonly onBadRow: (row: BadRow) => void;
}

export interface BadRow {
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

export interface LabelledTable {
  readonly rows: number;
  readonly failed: number;
  /** The names under which the predictions stand. */
  readonly columns: readonly string[];
  readonly formulaColumn: string;
  readonly spaceGroupColumn: string | undefined;
  readonly pbeColumn?: string | undefined;
}

/** Rows asked for at once, and how many such batches are open at a time. */
const BATCH = 1024;
const BATCHES_AHEAD = 3;

/**
 * Adds predictions to a table. What the table held stays as it was, byte for byte; rows that cannot be predicted are reported and get
 * empty cells. Memory does not grow with the table. Rejects with SP5003 (unreadable), SP5007 (column missing), SP5001 and SP5002 (not
 * writable), and as predictions do.
 */
export async function labelTable(options: LabelTableOptions): Promise<LabelledTable> {
  const table = await openCsv(options.from);
  try {
    const header = await firstRecord(table, options.from);
    const columns = findColumns(header.fields.map(decode), options);
    const labelling = new Labelling(options, table, header, columns);
    await writeBeside(options.out, (temporary) => writeLabelled(temporary, labelling));
    return labelling.result;
  } finally {
    await table.close();
  }
}

async function writeLabelled(file: string, labelling: Labelling): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await labelling.label((text) => writeAll(handle, Buffer.from(text, 'latin1')));
  } finally {
    await handle.close();
  }
}

async function firstRecord(table: CsvFile, file: string): Promise<CsvRecord> {
  const first = await table.records.next();
  if (!first.done && first.value.raw.trim() !== '') return first.value;
  const what = first.done
    ? 'is empty'
    : 'begins with an empty line where the names of its columns should stand';
  throw new SpinelError(
    'SP5003',
    `${file} ${what}.`,
    'Put the names of the columns in the first line, such as "formula".',
  );
}

/** A row on its way: what to ask, or why there is nothing to ask. */
interface Row {
  readonly record: CsvRecord;
  readonly query: FormulaQuery | undefined;
}

interface Batch {
  readonly rows: readonly Row[];
  readonly answers: Promise<readonly AnswersByQuantity[]>;
}

class Labelling {
  readonly #options: LabelTableOptions;
  readonly #table: CsvFile;
  readonly #header: CsvRecord;
  readonly #columns: TableColumns;
  readonly #quantities: readonly ModelQuantity[];
  readonly #added: readonly string[];
  #rows = 0;
  #failed = 0;

  constructor(options: LabelTableOptions, table: CsvFile, header: CsvRecord, columns: TableColumns) {
    this.#options = options;
    this.#table = table;
    this.#header = header;
    this.#columns = columns;
    this.#quantities = options.quantities ?? ['gap'];
    this.#added = addedNames(columns.names, columnNames(this.#quantities));
  }

  /** What became of the rows, once all are labelled. */
  get result(): LabelledTable {
    const { names, formula, spaceGroup, pbe } = this.#columns;
    return {
      rows: this.#rows,
      failed: this.#failed,
      columns: this.#added,
      formulaColumn: names[formula] ?? '',
      spaceGroupColumn: spaceGroup === undefined ? undefined : names[spaceGroup],
      ...(pbe === undefined ? {} : { pbeColumn: names[pbe] }),
    };
  }

  async label(write: (text: string) => Promise<void>): Promise<void> {
    await write(this.#table.mark + this.#lengthened(this.#header, this.#added));
    const open: Batch[] = [];
    for await (const rows of this.#batches()) {
      this.#options.signal.throwIfAborted();
      open.push({ rows, answers: this.#ask(rows) });
      if (open.length === BATCHES_AHEAD) await write(await this.#settle(open.shift()));
    }
    while (open.length > 0) await write(await this.#settle(open.shift()));
  }

  async *#batches(): AsyncGenerator<readonly Row[]> {
    let rows: Row[] = [];
    for await (const record of this.#table.records) {
      rows.push({ record, query: this.#queryOf(record) });
      if (rows.length < BATCH) continue;
      yield rows;
      rows = [];
    }
    if (rows.length > 0) yield rows;
  }

  #queryOf(record: CsvRecord): FormulaQuery | undefined {
    if (record.raw === '') return undefined;
    this.#rows += 1;
    const problem = this.#problemOf(record);
    if (problem !== undefined) return this.#bad(record, 'SP5008', problem);
    const { formula, spaceGroup, pbe } = this.#columns;
    const text = decode(record.fields[formula] ?? '').trim();
    if (text === '') return this.#bad(record, 'SP5008', 'There is no formula.');
    const cell = spaceGroup === undefined ? '' : decode(record.fields[spaceGroup] ?? '');
    const choice = spaceGroupCell(cell, this.#options.spaceGroup);
    if (choice === undefined) {
      return this.#bad(
        record,
        'SP5008',
        `The space group "${cell.trim()}" is no number from 1 to 230 and no symbol such as Fd-3m.`,
      );
    }
    const stated = pbe === undefined ? '' : decode(record.fields[pbe] ?? '').trim();
    const pbeGap = stated === '' ? this.#options.pbeGap : readPbeGap(stated);
    if (stated !== '' && pbeGap === undefined) {
      return this.#bad(record, 'SP5008', `The PBE gap "${stated}" is no number of eV from 0 to 30.`);
    }
    const query = formulaQuery(text, choice, pbeGap);
    return query.ok ? query : this.#bad(record, query.code, query.message);
  }

  #problemOf(record: CsvRecord): string | undefined {
    if (record.unterminated)
      return 'A quotation mark is not closed; the rest of the file is taken for this row.';
    const width = this.#header.fields.length;
    if (record.fields.length <= width) return undefined;
    return `The row has ${record.fields.length} fields and the header ${width}.`;
  }

  #bad(record: CsvRecord, code: string, message: string): undefined {
    this.#failed += 1;
    this.#options.onBadRow({ line: record.line, code, message });
  }

  #ask(rows: readonly Row[]): Promise<readonly AnswersByQuantity[]> {
    const queries = rows.flatMap(({ query }) => (query?.ok === true ? [query.query] : []));
    const { inference, signal } = this.#options;
    const answers = askSeveral(inference, queries, this.#quantities, { priority: 'run', signal });
    // A batch that fails before its turn has come is heard of when it has.
    answers.catch(() => undefined);
    return answers;
  }

  async #settle(batch: Batch | undefined): Promise<string> {
    if (batch === undefined) return '';
    const answers = await batch.answers;
    let next = 0;
    let text = '';
    for (const { record, query } of batch.rows) {
      const found = query?.ok === true ? answers[next++] : undefined;
      const missing = query?.ok === true && found !== undefined ? failures(query.query, found) : [];
      if (missing[0] !== undefined) this.#bad(record, missing[0][1].code, missing[0][1].message);
      text += this.#lengthened(record, this.#cells(found));
    }
    this.#options.onProgress(this.#rows);
    return text;
  }

  #cells(answers: AnswersByQuantity | undefined): readonly string[] {
    return this.#quantities.flatMap((quantity) => {
      const answer = answers?.get(quantity);
      const cells = namedCells(quantity, answer?.ok === true ? answer.prediction : undefined);
      return cells.map(([, cell]) => (cell === null ? '' : String(cell)));
    });
  }

  /** The record with cells behind its last column. A row that is too long or blank is left alone: nothing fits behind it. */
  #lengthened(record: CsvRecord, cells: readonly string[]): string {
    const missing = this.#header.fields.length - record.fields.length;
    if (record.raw === '' || record.unterminated || missing < 0) return record.raw + record.ending;
    const { delimiter } = this.#table;
    const added = cells.map((cell) => delimiter + csvField(cell, delimiter)).join('');
    return record.raw + delimiter.repeat(missing) + added + record.ending;
  }
}

/** The names of the added columns, with a number behind them where the table has been predicted before. */
function addedNames(names: readonly string[], wanted: readonly string[]): readonly string[] {
  const taken = new Set(names);
  for (let attempt = 1; ; attempt += 1) {
    const suffix = attempt === 1 ? '' : `_${attempt}`;
    const added = wanted.map((name) => name + suffix);
    if (added.every((name) => !taken.has(name))) return added;
  }
}
