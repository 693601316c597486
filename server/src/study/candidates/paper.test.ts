import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Composition } from '../../chemistry/composition.ts';
import { Rational } from '../../chemistry/rational.ts';
import { resolveText } from '../testing/marked.ts';
import type { CandidateSpace, Study } from '../types.ts';
import { createCandidateSpace } from './candidateSpace.ts';

const data = new URL('../../../../../shared/data/paper/', import.meta.url);
const paperText = readFileSync(new URL('../../../../examples/paper.spinel', import.meta.url), 'utf8');

function paperSpace(): { readonly study: Study; readonly space: CandidateSpace } {
  const study = resolveText(paperText);
  return { study, space: createCandidateSpace(study) };
}

/** The rows of a published table, or undefined with a line that names the file where it is not at hand. */
function published(name: string): string | undefined {
  const file = new URL(name, data);
  if (!existsSync(file)) {
    console.error(`skipped: ../shared/data/paper/${name} is not there`);
    return undefined;
  }
  const bytes = readFileSync(file);
  return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

describe("the paper's study", () => {
  it('has exactly 142,717 candidates, counted or enumerated', () => {
    const { study, space } = paperSpace();
    const count = space.count();
    expect(count.distinct).toBe(142_717);
    const summed = [...count.byStatement.values()].reduce((sum, part) => sum + part, 0);
    expect(summed).toBe(142_717);
    expect(count.byStatement.get(study.statements.findIndex(({ kind }) => kind === 'base'))).toBe(169);
    let enumerated = 0;
    for (const { index } of space.candidates()) if (index >= 0) enumerated += 1;
    expect(enumerated).toBe(142_717);
  });

  const bases = published('pools_and_base_spinels.json');
  it.skipIf(bases === undefined)('has the published bases and pools', () => {
    const listed = JSON.parse(bases ?? '{}') as {
      A_pool: string[];
      B_pool: string[];
      base_spinels_in_order_169: [string, string][];
    };
    const { study } = paperSpace();
    const written = study.bases.map(({ sites }) =>
      sites.slice(0, 2).map(({ amounts }) => [...amounts.keys()][0]),
    );
    expect(written).toEqual(listed.base_spinels_in_order_169);
    const pools = new Set(
      study.substitutions.flatMap(({ exchanges }) => exchanges.flatMap((e) => e.substituents)),
    );
    expect(pools).toEqual(new Set([...listed.A_pool, ...listed.B_pool]));
  });

  const table = published('perturbed_111138.csv.gz');
  it.skipIf(table === undefined)('reaches every composition of the published table', () => {
    const { space } = paperSpace();
    const missing: string[] = [];
    let rows = 0;
    for (const line of (table ?? '').trim().split('\n').slice(1)) {
      const [row = '', block = '', a = '', b = ''] = line.split(',');
      const composition = compositionOf(a, b);
      rows += 1;
      if (space.waysTo(composition, 227).length === 0) missing.push(`${row} ${block} ${composition.key}`);
    }
    expect(rows).toBe(111_133);
    expect(missing).toEqual([]);
  });
});

/** Site contents of the table, such as `Na:0.1;Ag:0.9`, with the four oxygen atoms. */
function compositionOf(...sites: readonly string[]): Composition {
  const amounts = sites.flatMap((site) =>
    site.split(/[;|+ ]/).map((part): [string, Rational] => {
      const [element = '', amount = ''] = part.split(':');
      return [element, Rational.parse(amount) ?? Rational.zero];
    }),
  );
  return Composition.of([...amounts, ['O', Rational.of(4)]]);
}
