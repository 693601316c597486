import type { DomainFlag } from '../../inference/types.ts';
import { FURTHER_COLUMNS, type FurtherQuantity, furtherQuantities } from '../furtherQuantities.ts';
import { numberOf } from '../quantities.ts';
import { type PackedText, TextPacker } from './packedText.ts';
import { type Cell, type FileFacts, openParquet, type ParquetTable } from './parquetFile.ts';
import { type Column, resultColumns, SITE_PREFIX } from './schema.ts';

/** Few different texts in many rows; code −1 stands for none. */
export interface DictionaryColumn {
  readonly values: readonly string[];
  readonly codes: Int32Array;
}

/** The results of a run in memory, column by column, about 150 bytes a row. */
export class ResultTable {
  readonly rows: number;
  readonly facts: FileFacts;
  /** The names of the sites. */
  readonly sites: readonly string[];
  /** What was predicted beside the gap. */
  readonly further: readonly FurtherQuantity[];
  readonly columns: readonly Column[];
  readonly formulas: PackedText;
  readonly #numbers: ReadonlyMap<string, Float64Array>;
  readonly #flags: ReadonlyMap<string, Uint8Array>;
  readonly #texts: ReadonlyMap<string, DictionaryColumn>;

  private constructor(
    source: Pick<ParquetTable, 'rows' | 'facts'>,
    sites: readonly string[],
    further: readonly FurtherQuantity[],
    formulas: PackedText,
    content: LoadedColumns,
  ) {
    this.rows = source.rows;
    this.facts = source.facts;
    this.sites = sites;
    this.further = further;
    this.columns = resultColumns(sites, further);
    this.formulas = formulas;
    this.#numbers = content.numbers;
    this.#flags = content.flags;
    this.#texts = content.texts;
  }

  /** Opens a `results.parquet`; rejects with SP5010 where it is missing or damaged. */
  static async open(file: string): Promise<ResultTable> {
    const source = await openParquet(file);
    const sites = source.columns
      .filter((name) => name.startsWith(SITE_PREFIX))
      .map((name) => name.slice(SITE_PREFIX.length));
    const content = { numbers: new Map(), flags: new Map(), texts: new Map() } satisfies LoadedColumns;
    const further = furtherQuantities.filter((quantity) =>
      source.columns.includes(FURTHER_COLUMNS[quantity].value),
    );
    for (const column of resultColumns(sites, further)) {
      if (column.name !== 'formula') await loadColumn(source, column, content);
    }
    return new ResultTable(source, sites, further, await loadFormulas(source), content);
  }

  /** Numbers by row; NaN for none. */
  numbers(column: string): Float64Array {
    return found(this.#numbers.get(column), column);
  }

  /** 1 for true, by row. */
  flags(column: string): Uint8Array {
    return found(this.#flags.get(column), column);
  }

  texts(column: string): DictionaryColumn {
    return found(this.#texts.get(column), column);
  }

  /** The text of a row, or undefined where it has none. */
  text(column: string, row: number): string | undefined {
    const { values, codes } = this.texts(column);
    return values[codes[row] ?? -1];
  }

  /** The number of a row, or undefined where it has none. */
  number(column: string, row: number): number | undefined {
    const value = this.numbers(column)[row];
    return value === undefined || Number.isNaN(value) ? undefined : value;
  }

  cell({ name, type }: Column, row: number): Cell {
    if (name === 'formula') return this.formulas.at(row);
    if (type === 'flag') return this.flags(name)[row] === 1;
    if (type === 'text') return this.text(name, row) ?? null;
    return this.number(name, row) ?? null;
  }
}

/** The domain flag of a row; undefined where nothing was predicted. */
export function domainOf(table: ResultTable, row: number, column = 'domain'): DomainFlag | undefined {
  const domain = table.text(column, row);
  return domain === 'in' || domain === 'edge' || domain === 'out' ? domain : undefined;
}

interface LoadedColumns {
  readonly numbers: Map<string, Float64Array>;
  readonly flags: Map<string, Uint8Array>;
  readonly texts: Map<string, DictionaryColumn>;
}

function found<Values>(values: Values | undefined, column: string): Values {
  if (values === undefined) throw new RangeError(`The results have no column ${column} of that kind.`);
  return values;
}

async function loadColumn(source: ParquetTable, column: Column, into: LoadedColumns): Promise<void> {
  if (column.type === 'text') {
    into.texts.set(column.name, await loadDictionary(source, column.name));
    return;
  }
  const values = column.type === 'flag' ? new Uint8Array(source.rows) : new Float64Array(source.rows);
  let row = 0;
  for await (const chunk of source.read(column.name)) {
    for (let place = 0; place < chunk.length; place += 1, row += 1) values[row] = numberOf(chunk[place]);
  }
  if (values instanceof Uint8Array) into.flags.set(column.name, values);
  else into.numbers.set(column.name, values);
}

async function loadDictionary(source: ParquetTable, column: string): Promise<DictionaryColumn> {
  const known = new Map<string, number>();
  const codes = new Int32Array(source.rows).fill(-1);
  let row = 0;
  for await (const chunk of source.read(column)) {
    for (let place = 0; place < chunk.length; place += 1, row += 1) {
      const text = chunk[place];
      if (typeof text !== 'string') continue;
      let code = known.get(text);
      if (code === undefined) {
        code = known.size;
        known.set(text, code);
      }
      codes[row] = code;
    }
  }
  return { values: [...known.keys()], codes };
}

async function loadFormulas(source: ParquetTable): Promise<PackedText> {
  const packer = new TextPacker(source.rows);
  for await (const chunk of source.read('formula')) {
    for (let place = 0; place < chunk.length; place += 1) packer.add(String(chunk[place]));
  }
  return packer.finish();
}
