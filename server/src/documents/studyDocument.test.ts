import { parse } from '@spinel-studio/grammar';
import { describe, expect, it } from 'vitest';
import { createCandidateSpace } from '../study/candidates/candidateSpace.ts';
import { resolveStudy } from '../study/resolveStudy.ts';
import type { ResolutionEnvironment } from '../study/types.ts';
import type { Rungs } from './ladder.ts';
import { StudyDocument } from './studyDocument.ts';

const environment: ResolutionEnvironment = {
  table: () => undefined,
  predictedQuantities: new Set(['gap']),
  candidateLimit: 1_000_000,
  predictionsPerSecond: 3000,
};

/** A document that counts how often it climbs each rung. */
function counted(text: string) {
  const climbed = { parse: 0, resolve: 0, enumerate: 0 };
  const rungs: Rungs = {
    parse: (source) => {
      climbed.parse += 1;
      return parse(source);
    },
    resolve: (parsed, about) => {
      climbed.resolve += 1;
      return resolveStudy(parsed, about);
    },
    enumerate: (study) => {
      climbed.enumerate += 1;
      return createCandidateSpace(study);
    },
  };
  return { document: new StudyDocument('file:///a.spinel', 1, text, rungs, () => environment), climbed };
}

const study = 'base ZnBi2O4\nsubstitute A with Fe Co step 0.25\n';

describe('the ladder of a document', () => {
  it('climbs each rung once a version, however often it is asked', () => {
    const { document, climbed } = counted(study);
    for (let round = 0; round < 3; round += 1) {
      document.parsed();
      document.resolved();
      document.space();
    }
    expect(climbed).toEqual({ parse: 1, resolve: 1, enumerate: 1 });
  });

  it('climbs nothing before it is asked', () => {
    const { document, climbed } = counted(study);
    document.update([{ text: `${study}// edited` }], 2);
    expect(climbed).toEqual({ parse: 0, resolve: 0, enumerate: 0 });
  });

  it('falls back to the parsed rung only, where the text did not change', () => {
    const { document, climbed } = counted(study);
    document.resolved();
    document.dropResolution();
    document.resolved();
    expect(climbed).toMatchObject({ parse: 1, resolve: 2 });
  });

  it('keeps its counts through edits of comments, blanks, titles and screens', async () => {
    const { document, climbed } = counted(study);
    const counts = await document.counted();
    document.update(
      [{ text: `// why\n\nbase   ZnBi2O4\nsubstitute A with Fe   Co step 0.25\nscreen neutral` }],
      2,
    );
    expect(document.countsKnown()).toBe(counts);
    expect(climbed.enumerate).toBe(1);
  });

  it('counts again where the meaning changed', async () => {
    const { document } = counted(study);
    expect(await document.counted()).toMatchObject({ distinct: 9, exact: true });
    document.update([{ text: study.replace('Co', 'Co Ni') }], 2);
    expect(document.countsKnown()).toBeUndefined();
    expect(await document.counted()).toMatchObject({ distinct: 13 });
  });

  it('leaves an answer in progress the version that it began with', () => {
    const { document } = counted(study);
    const before = document.resolved();
    document.update(
      [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: 'x' }],
      2,
    );
    expect(before.version).toBe(1);
    expect(before.text.getText()).toBe(study);
    expect(document.parsed().text.getText()).toBe(`x${study}`);
  });

  it('does not parse a text that nobody wrote', () => {
    const { document, climbed } = counted('base ZnBi2O4 '.repeat(700_000));
    expect(document.parsed().parsed.problems).toHaveLength(1);
    expect(climbed.parse).toBe(0);
  });
});
