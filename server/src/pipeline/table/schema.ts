import type { SchemaElement } from 'hyparquet';
import { FURTHER_COLUMNS, type FurtherQuantity } from '../furtherQuantities.ts';

/** How a column of the results is stored. */
export interface Column {
  readonly name: string;
  readonly type: 'index' | 'integer' | 'number' | 'text' | 'flag';
  readonly nullable: boolean;
}

function column(name: string, type: Column['type'], nullable = false): Column {
  return { name, type, nullable };
}

/** The column that says what a site of the family holds. */
export function siteColumn(site: string): string {
  return `site_${site}`;
}

export const SITE_PREFIX = siteColumn('');

/**
 * What is known of a candidate once it is predicted, in the order of the columns. Energies in eV; `x` in atoms per formula unit;
 * `index` is the place in the study's enumeration and `line` the line of the study that leads to the candidate. Further quantities
 * have their columns where the study asks for them.
 */
export function predictedColumns(
  sites: readonly string[],
  further: readonly FurtherQuantity[],
): readonly Column[] {
  return [
    column('index', 'index'),
    column('formula', 'text'),
    column('space_group', 'integer'),
    column('base', 'text'),
    column('change', 'text'),
    column('x', 'number', true),
    ...sites.map((site) => column(siteColumn(site), 'text', true)),
    column('line', 'integer'),
    column('gap_ev', 'number', true),
    column('gap_sigma_ev', 'number', true),
    column('gap_lo_ev', 'number', true),
    column('gap_hi_ev', 'number', true),
    column('metal_probability', 'number', true),
    column('metal_probability_gga', 'number', true),
    column('domain', 'text', true),
    column('novelty', 'number', true),
    ...further.flatMap(furtherColumns),
    column('neutral', 'flag'),
    column('model', 'text', true),
    column('problem', 'text', true),
  ];
}

function furtherColumns(quantity: FurtherQuantity): readonly Column[] {
  const { value, sigma, low, high, domain, model } = FURTHER_COLUMNS[quantity];
  return [
    ...[value, sigma, low, high].map((name) => column(name, 'number', true)),
    column(domain, 'text', true),
    column(model, 'text', true),
  ];
}

/** What screens and ranking add: whether every screen was passed, the first that was not, and the place among the kept from 1. */
export const DECIDED_COLUMNS: readonly Column[] = [
  column('kept', 'flag'),
  column('dropped_by', 'text', true),
  column('rank', 'integer', true),
];

/** All columns of `results.parquet` and of exports. */
export function resultColumns(
  sites: readonly string[],
  further: readonly FurtherQuantity[],
): readonly Column[] {
  return [...predictedColumns(sites, further), ...DECIDED_COLUMNS];
}

const PARQUET_TYPES = {
  index: { type: 'INT64' },
  integer: { type: 'INT32' },
  number: { type: 'DOUBLE' },
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  flag: { type: 'BOOLEAN' },
} as const satisfies Record<Column['type'], Partial<SchemaElement>>;

/** The Parquet schema of these columns. */
export function parquetSchema(columns: readonly Column[]): SchemaElement[] {
  const leaves = columns.map(({ name, type, nullable }): SchemaElement => {
    return { name, ...PARQUET_TYPES[type], repetition_type: nullable ? 'OPTIONAL' : 'REQUIRED' };
  });
  return [{ name: 'results', num_children: columns.length }, ...leaves];
}
