import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Composition } from './composition.ts';
import { assignSites, spinel } from './families.ts';
import { parseFormula } from './formula.ts';
import { displayFormula, reducedFormula } from './reducedFormula.ts';
import { amounts } from './testing/arbitraries.ts';
import { readTable, sharedFile } from './testing/sharedData.ts';

function reduce(text: string): string {
  const result = parseFormula(text);
  return result.ok ? reducedFormula(result.composition) : `(${result.problem.message})`;
}

/** Pairs [formula, pymatgen's reduced formula], written by scripts/elements/spelling_fixture.py. */
const spellings: readonly (readonly [string, string])[] = JSON.parse(
  readFileSync(new URL('goldens/spelling.json', import.meta.url), 'utf8'),
);

describe('reducedFormula', () => {
  it.each([
    ['CdRh2O4', 'Cd(RhO2)2'],
    ['Na0.1Ag0.9Mn2O4', 'Na0.1Mn2Ag0.9O4'],
    ['Na0.1Ba0.9Mn2O4', 'Ba0.9Na0.1Mn2O4'],
    ['NaMn0.1Ag1.9O4', 'Na1Mn0.1Ag1.9O4'],
    ['O', 'O2'],
    ['Li2O2', 'Li2O2'],
  ])('writes %s as %s', (formula, reduced) => {
    expect(reduce(formula)).toBe(reduced);
  });

  it(`agrees with pymatgen on ${spellings.length} formulas made by rule`, () => {
    expect(spellings.length).toBeGreaterThan(200);
    for (const [formula, expected] of spellings)
      expect([formula, reduce(formula)]).toEqual([formula, expected]);
  });

  it('never rounds: amounts without a short decimal are made whole', () => {
    expect(reduce('CsPbI17/6Br1/6')).toBe('Cs6Pb6I17Br');
    expect(reduce('Zn0.123456789O')).toBe('Zn123456789O1000000000');
  });

  it('is read back as the same compound, whatever the formula', () => {
    fc.assert(
      fc.property(amounts(), (parts) => {
        const composition = Composition.of(parts);
        const result = parseFormula(reducedFormula(composition));
        expect(result.ok && result.composition.key).toBe(composition.key);
      }),
    );
  });
});

describe('displayFormula', () => {
  it.each([
    ['Bi2Zn0.9Fe0.1O4', 'Zn0.9Fe0.1Bi2O4'],
    ['O8Zn2Bi3Fe1', 'ZnBi1.5Fe0.5O4'],
    ['Cd(RhO2)2', 'CdRh2O4'],
    ['Mg2FeO4', 'FeMg2O4'],
    ['Fe3O4', 'Fe3O4'],
    ['ZnBi11/6Fe1/6O4', 'ZnBi11/6Fe1/6O4'],
  ])('writes %s by sites as %s', (formula, expected) => {
    const parsed = parseFormula(formula);
    if (!parsed.ok) throw new Error(parsed.problem.message);
    const assignment = assignSites(parsed.composition, parsed.order, spinel);
    expect(assignment.ok && displayFormula(assignment.sites)).toBe(expected);
  });
});

const table = sharedFile('mp_table.csv.gz');
const python = process.env.SPINEL_ORACLE_PYTHON;
if (python === undefined) {
  console.error('Skipped: the comparison with pymatgen; SPINEL_ORACLE_PYTHON names no Python that has it.');
}

describe('the 150,733 formulas of ../shared/data/mp_table.csv.gz', () => {
  it.skipIf(table === undefined)(
    'are read, and their reduced formulas mean the same',
    { timeout: 60_000 },
    () => {
      const rows = readTable(table as string);
      expect(rows).toHaveLength(150_733);
      for (const row of rows) {
        const result = parseFormula(row.get('formula') ?? '');
        if (!result.ok) throw new Error(`${row.get('formula')}: ${result.problem.message}`);
        const back = parseFormula(reducedFormula(result.composition));
        if (!back.ok || back.composition.key !== result.composition.key) throw new Error(row.get('formula'));
      }
    },
  );

  it.skipIf(table === undefined || python === undefined)(
    'are reduced as pymatgen reduces them',
    { timeout: 300_000 },
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'spinel-oracle-'));
      try {
        const out = join(folder, 'reduced.csv');
        const script = fileURLToPath(
          new URL('../../../scripts/elements/pymatgen_oracle.py', import.meta.url),
        );
        execFileSync(python as string, [script, table as string, out]);
        const rows = readTable(out);
        const differing = rows.filter((row) => reduce(row.get('formula') ?? '') !== row.get('reduced'));
        console.error(
          `pymatgen's reduced formulas: ${rows.length - differing.length} of ${rows.length} agree.`,
        );
        expect(rows).toHaveLength(150_733);
        expect(differing.map((row) => [row.get('formula'), row.get('reduced')])).toEqual([]);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );
});
