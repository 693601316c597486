import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errors, type FindingCode, findings, helpPage } from './catalogue.ts';
import { elementSymbols } from './chemistry/symbols.ts';
import { resolveText, tableOf } from './study/testing/marked.ts';
import type { ResolutionEnvironment } from './study/types.ts';

const root = new URL('../../', import.meta.url);
const findingCodes = Object.keys(findings) as FindingCode[];
const codes = [...findingCodes, ...Object.keys(errors)] as (FindingCode | keyof typeof errors)[];

function page(code: (typeof codes)[number]): string {
  return readFileSync(new URL(helpPage(code), root), 'utf8');
}

/** The fenced blocks of a page in one language. */
function blocks(text: string, language: string): readonly string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)\\n\`\`\`$`, 'gm'))].map(
    ([, block = '']) => block,
  );
}

/** A gap model that has hardly seen promethium, and one table: what the examples of the pages take for granted. */
const environment: Partial<ResolutionEnvironment> = {
  table: (path) =>
    path === 'bases.csv' ? tableOf(['formula'], ['ZnAl2O4']) : { ok: false, reason: 'there is no such file' },
  predictedQuantities: new Set(['gap']),
  trainedElements: new Map(elementSymbols.map((symbol) => [symbol, symbol === 'Pm' ? 3 : 1_000])),
  minimumTrainedRows: 20,
};

describe('the help pages', () => {
  it('are one for each code, and no more', () => {
    const files = readdirSync(new URL('docs/codes/', root)).toSorted();
    expect(files).toEqual(codes.map((code) => `${code}.md`).toSorted());
  });

  it.each(codes)('begin with the title of the catalogue and say what to do: %s', (code) => {
    const title =
      code in findings ? findings[code as FindingCode].title : errors[code as keyof typeof errors];
    expect(page(code).split('\n')[0]).toBe(`# ${code}: ${title}`);
    expect(page(code)).toContain('\n## What to do\n');
    expect(blocks(page(code), 'spinel').length + blocks(page(code), 'text').length).toBeGreaterThan(0);
  });

  it.each(findingCodes)('show the finding by an example, with its message, and mend it: %s', (code) => {
    const [shown = '', mended = ''] = blocks(page(code), 'spinel');
    const found = resolveText(shown, environment).findings.find((finding) => finding.code === code);
    expect(page(code)).toContain(`\n> ${found?.message}\n`);
    const left = resolveText(mended, environment).findings;
    expect(left.filter((finding) => finding.code === code)).toEqual([]);
    expect(left.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it.each(findingCodes)('say how severe the finding is: %s', (code) => {
    expect(page(code)).toMatch(new RegExp(`^An? ${findings[code].severity}: `, 'm'));
  });
});
