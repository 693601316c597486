import type { ResultTable } from './table/resultTable.ts';
import { siteColumn } from './table/schema.ts';

/** An element with its amount as text: `Fe1.5` is `['Fe', '1.5']`, and `Zn` is `['Zn', '']`. */
type Share = readonly [string, string];

function sharesOf(content: string): readonly Share[] {
  return Array.from(content.matchAll(/([A-Z][a-z]?)([^A-Z]*)/g), (match) => [match[1] ?? '', match[2] ?? '']);
}

/** The same text for the same content of a site, in whichever order its elements were written. */
function canonical(content: string): string {
  return sharesOf(content)
    .map(([element, amount]) => element + amount)
    .sort()
    .join('');
}

/** The content with one element in place of another; undefined where the newcomer is there already or the other one is not. */
export function exchanged(content: string, from: string, to: string): string | undefined {
  const shares = sharesOf(content);
  if (!shares.some(([element]) => element === from) || shares.some(([element]) => element === to))
    return undefined;
  return shares.map(([element, amount]) => (element === from ? to : element) + amount).join('');
}

/** The amount of an element per formula unit; 0 where it is absent. */
export function amountIn(content: string, element: string): number {
  const share = sharesOf(content).find(([symbol]) => symbol === element);
  if (share === undefined) return 0;
  if (share[1] === '') return 1;
  const [over = Number.NaN, under = 1] = share[1].split('/').map(Number);
  return over / under;
}

/** What every site of a compound holds. */
export type Contents = ReadonlyMap<string, string>;

/** Finds candidates by what their sites hold, whatever way of the study led to them first. */
export class SiteContents {
  readonly #table: ResultTable;
  /** By site: which codes of its column stand for a content. */
  readonly #codes: ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<number>>>;

  constructor(table: ResultTable) {
    this.#table = table;
    this.#codes = new Map(table.sites.map((site) => [site, codesByContent(table, site)]));
  }

  of(row: number): Contents {
    const { sites } = this.#table;
    return new Map(
      sites.flatMap((site) => {
        const content = this.#table.text(siteColumn(site), row);
        return content === undefined ? [] : [[site, content] as const];
      }),
    );
  }

  /** The row with these contents and this space group; undefined where there is none. */
  find(contents: Contents, spaceGroup: number | undefined): number | undefined {
    const wanted = [...contents].map(([site, content]) => ({
      codes: this.#table.texts(siteColumn(site)).codes,
      fitting: this.#codes.get(site)?.get(canonical(content)),
    }));
    if (wanted.some(({ fitting }) => fitting === undefined)) return undefined;
    for (let row = 0; row < this.#table.rows; row += 1) {
      const fits = wanted.every(({ codes, fitting }) => fitting?.has(codes[row] ?? -1) === true);
      if (fits && this.#table.number('space_group', row) === spaceGroup) return row;
    }
    return undefined;
  }
}

function codesByContent(table: ResultTable, site: string): ReadonlyMap<string, ReadonlySet<number>> {
  const codes = new Map<string, Set<number>>();
  for (const [code, content] of table.texts(siteColumn(site)).values.entries()) {
    const key = canonical(content);
    const known = codes.get(key) ?? new Set();
    codes.set(key, known.add(code));
  }
  return codes;
}
