import { parse } from '@spinel-studio/grammar';
import { describe, expect, it } from 'vitest';
import { modelKnowledge } from '../features/testing/marked.ts';
import { createCandidateSpace } from '../study/candidates/candidateSpace.ts';
import { resolveStudy } from '../study/resolveStudy.ts';
import type { TableSource } from '../study/types.ts';
import { DocumentStore } from './documentStore.ts';

const table = (...formulas: readonly string[]): TableSource => ({
  ok: true,
  columns: ['formula'],
  rows: formulas.map((formula, index) => ({ line: index + 2, cells: [formula] })),
});

function store(tables: Record<string, TableSource>) {
  const read: string[] = [];
  let changes = 0;
  const opened = new DocumentStore(
    {
      rungs: { parse, resolve: resolveStudy, enumerate: createCandidateSpace },
      readTable: async (file) => {
        read.push(file);
        return tables[file] ?? { ok: false, reason: 'it does not exist' };
      },
      documentsChanged: () => {
        changes += 1;
      },
    },
    modelKnowledge,
  );
  return { store: opened, read, changes: () => changes };
}

const text = 'base from "bases.csv" column formula\n';

describe('the document store', () => {
  it('reads a table beside its study once, and looks at the study again then', async () => {
    const one = store({ '/studies/bases.csv': table('ZnBi2O4', 'MgAl2O4') });
    const document = one.store.open('file:///studies/a.spinel', 1, text);
    expect(document.resolved().study.bases).toEqual([]);
    await expect.poll(one.changes).toBe(1);
    expect(document.resolved().study.bases).toHaveLength(2);
    expect(one.read).toEqual(['/studies/bases.csv']);
    expect(one.store.columns('file:///studies/a.spinel', 'bases.csv')).toEqual(['formula']);
    one.store.dispose();
  });

  it('reports a table that is missing, and takes it once it is there', async () => {
    const tables: Record<string, TableSource> = {};
    const one = store(tables);
    const document = one.store.open('file:///studies/a.spinel', 1, text);
    document.resolved();
    await expect.poll(one.changes).toBe(1);
    expect(document.resolved().study.findings.map(({ code }) => code)).toContain('SP2006');
    tables['/studies/bases.csv'] = table('ZnBi2O4');
    one.store.fileChanged('/studies/bases.csv');
    await expect.poll(one.changes).toBe(2);
    expect(document.resolved().study.bases).toHaveLength(1);
    one.store.dispose();
  });

  it('knows that a study which was never saved has no folder', () => {
    const one = store({});
    const document = one.store.open('untitled:Untitled-1', 1, text);
    const finding = document.resolved().study.findings.find(({ code }) => code === 'SP2006');
    expect(finding?.message).toMatch(/not saved/);
    expect(one.read).toEqual([]);
  });
});
