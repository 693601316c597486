import { readFileSync } from 'node:fs';
import { parse } from '@spinel-studio/grammar';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCandidateSpace } from './candidates/candidateSpace.ts';
import { resolveStudy } from './resolveStudy.ts';
import { resolveText, usualEnvironment } from './testing/marked.ts';

const examples = ['paper', 'znbi2o4', 'halide_perovskite', 'co_substitution'].map((name) =>
  readFileSync(new URL(`../../../examples/${name}.spinel`, import.meta.url), 'utf8'),
);

describe('resolution', () => {
  it('finds no error and leaves nothing out in the examples', () => {
    for (const text of examples) {
      const study = resolveText(text);
      expect(study.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(study.bases.length).toBeGreaterThan(0);
      expect(study.substitutions.length).toBeGreaterThan(0);
    }
  });

  it('resolves an empty file to an empty study', () => {
    expect(resolveText('')).toMatchObject({ bases: [], substitutions: [], findings: [], title: undefined });
  });

  it('answers for every statement that does not depend on a mistake', () => {
    const study = resolveText(
      'base ZnBi2O4, Qq2O4\npool p = Fe Xx + Co\nsubstitute A with p step 1\nsubstitute C with Fe\nscreen gap < 2 eV\nscreen foo < 1',
    );
    expect(study.bases).toHaveLength(1);
    expect(study.pools[0]?.elements).toEqual(['Fe', 'Co']);
    expect(createCandidateSpace(study).count().distinct).toBe(3);
    expect(study.screens).toHaveLength(1);
  });

  it('loses only the findings of a part that throws, and says which', () => {
    const failed: string[] = [];
    const study = resolveStudy(parse('base ZnBi2O4\nbase from "t.csv" column formula\nscreen gap < 2'), {
      ...usualEnvironment,
      table: () => {
        throw new Error('a defect');
      },
      failed: (part) => failed.push(part),
    });
    expect(failed).toEqual(['bases']);
    expect(study.bases).toHaveLength(1);
    expect(study.findings.map(({ code }) => code)).toContain('SP3010');
  });

  it('keeps its findings within the text and in its order, whatever is done to an example', () => {
    const text = examples[1] as string;
    const place = fc.nat({ max: text.length });
    const edit = fc.record({
      from: place,
      length: fc.nat({ max: 30 }),
      put: fc.constantFrom('', ' ', 'Fe', '0', ',', 'with', '1/'),
    });
    fc.assert(
      fc.property(edit, ({ from, length, put }) => {
        const edited = text.slice(0, from) + put + text.slice(from + length);
        const { findings } = resolveText(edited);
        let before = 0;
        for (const { span, message, fixes } of findings) {
          expect(span.start).toBeGreaterThanOrEqual(before);
          before = span.start;
          for (const each of [span, ...fixes.flatMap(({ edits }) => edits.map((one) => one.span))]) {
            expect(each.start <= each.end && each.end <= edited.length).toBe(true);
          }
          expect(message).toMatch(/[.?]$/);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('counts what it resolves, whatever is done to an example', () => {
    const text = examples[3] as string;
    fc.assert(
      fc.property(fc.nat({ max: text.length }), fc.nat({ max: 20 }), (from, length) => {
        const study = resolveText(text.slice(0, from) + text.slice(from + length));
        const space = createCandidateSpace(study);
        if (space.rawCount < 5_000) expect(space.count().distinct).toBe([...space.candidates()].length);
      }),
      { numRuns: 60 },
    );
  });
});
