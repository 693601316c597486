import { asyncBufferFromFile, parquetMetadataAsync, parquetScan } from 'hyparquet';
import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import { SpinelError } from '../../errors.ts';
import { writeBeside } from '../atomicFile.ts';
import { type Column, parquetSchema } from './schema.ts';

/** A value of a table; `null` where a nullable column has none. */
export type Cell = string | number | boolean | null;

/** Rows as columns, by the names of the columns. */
export type ColumnBlock = ReadonlyMap<string, readonly Cell[]>;

/** Facts about a file that travel inside it. */
export type FileFacts = Readonly<Record<string, string>>;

const CREATED_BY = 'spinel-studio';

/**
 * Writes a Parquet file atomically from blocks of rows, each of which becomes a row group and none of which is kept in memory.
 * Returns the number of rows. Rejects with SP5001 or SP5002 where the file system refuses.
 */
export async function writeParquet(
  file: string,
  columns: readonly Column[],
  facts: FileFacts,
  blocks: AsyncIterable<ColumnBlock> | Iterable<ColumnBlock>,
): Promise<number> {
  let rows = 0;
  await writeBeside(file, async (temporary) => {
    const writer = new ParquetWriter({
      writer: fileWriter(temporary),
      schema: parquetSchema(columns),
      createdBy: CREATED_BY,
      kvMetadata: Object.entries(facts).map(([key, value]) => ({ key, value })),
    });
    for await (const block of blocks) {
      const size = block.get(columns[0]?.name ?? '')?.length ?? 0;
      if (size === 0) continue;
      rows += size;
      const columnData = columns.map((column) => ({ name: column.name, data: encoded(column, block) }));
      await writer.write({ columnData, rowGroupSize: size });
    }
    await writer.finish();
  });
  return rows;
}

/** Places are 64-bit integers in the file, which the writer takes as bigint. */
function encoded(column: Column, block: ColumnBlock): Array<Cell | bigint> {
  const cells = block.get(column.name);
  if (cells === undefined) throw new TypeError(`The block has no column ${column.name}.`);
  return column.type === 'index' ? cells.map((cell) => BigInt(cell as number)) : [...cells];
}

/** A Parquet file that this program wrote, opened for reading. */
export interface ParquetTable {
  readonly rows: number;
  readonly columns: readonly string[];
  readonly facts: FileFacts;
  /** The cells of one column, row group by row group. */
  read(column: string): AsyncGenerator<ArrayLike<unknown>>;
}

/** Opens a Parquet file; rejects with SP5010 where it is missing or damaged. */
export async function openParquet(file: string): Promise<ParquetTable> {
  try {
    const buffer = await asyncBufferFromFile(file);
    const metadata = await parquetMetadataAsync(buffer);
    const scan = await parquetScan({ file: buffer, metadata });
    const facts = (metadata.key_value_metadata ?? []).map(({ key, value }) => [key, value ?? '']);
    return {
      rows: Number(metadata.num_rows),
      columns: metadata.schema.slice(1).map(({ name }) => name),
      facts: Object.fromEntries(facts),
      async *read(column) {
        for (const { rowStart, rowEnd } of scan.ranges) {
          yield await scan.readColumn({ column, rowStart, rowEnd });
        }
      },
    };
  } catch (error) {
    throw damaged(file, error);
  }
}

/** Reads a whole small file; rejects with SP5010 where it is missing or damaged. */
export async function readBlock(table: ParquetTable, file: string): Promise<ColumnBlock> {
  const block = new Map<string, Cell[]>();
  try {
    for (const column of table.columns) {
      const cells: Cell[] = [];
      for await (const chunk of table.read(column)) {
        for (let row = 0; row < chunk.length; row += 1) cells.push(cellOf(chunk[row]));
      }
      block.set(column, cells);
    }
  } catch (error) {
    throw damaged(file, error);
  }
  return block;
}

function cellOf(value: unknown): Cell {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return null;
}

function damaged(file: string, cause: unknown): SpinelError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SpinelError(
    'SP5010',
    `${file} is missing or damaged: ${reason}`,
    'Run the study again into the same folder; what is missing is computed anew.',
    { cause },
  );
}
