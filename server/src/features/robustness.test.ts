import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeAction } from './codeAction.ts';
import { completion } from './completion.ts';
import { definition } from './definition.ts';
import { diagnostics } from './diagnostics.ts';
import { documentHighlight } from './documentHighlight.ts';
import { documentSymbol } from './documentSymbol.ts';
import { foldingRange } from './foldingRange.ts';
import { formatting } from './formatting.ts';
import { hover } from './hover.ts';
import { references } from './references.ts';
import { prepareRename } from './rename.ts';
import { semanticTokens } from './semanticTokens.ts';
import { applied, hintsOf } from './testing/expect.ts';
import { KnownGaps, prediction } from './testing/knownGaps.ts';
import { opened } from './testing/marked.ts';

const study = `// ZnBi2O4 as a visible-light photocatalyst
study "ZnBi2O4 photocatalyst"
base ZnBi2O4
base ZnGa2O4, MgAl2O4 : spinel /* several */
base host = ZnAl2O4 pbe 4.1 eV
base from "spinels.csv" column formula
family halide { A B X3  spacegroup 221  anions F Cl Br I }
base CsPbI3 : halide
pool late = Fe Co Ni Cu Zn
pool dopant = late + Ti V Cr Mn - Co & period4
default step 0.1
substitute A of ZnBi2O4, host with dopant step 0.25 from 0.25 to 1
substitute A with late and B with dopant step 1/4
screen neutral
screen gap in 1.6 .. 2.4 eV
exclude Cd late
rank by |gap - 2.0 eV|, hull top 50
explain gap for ZnBi2O4
export "a.parquet", "a.csv"
`;

/** The study with a piece taken out, put in, or repeated. */
const mutated = fc
  .tuple(
    fc.nat(study.length),
    fc.nat(60),
    fc.oneof(
      fc.constant(''),
      fc.string({ maxLength: 12, unit: 'grapheme' }),
      fc.constantFrom(
        'with',
        '=',
        '{',
        '"',
        '/*',
        '//',
        'pool',
        ' , ',
        '..',
        '\r\n',
        '\u0000',
        'Zn',
        '0',
        '1/0',
      ),
    ),
  )
  .map(([at, length, put]) => study.slice(0, at) + put + study.slice(at + length));

const gaps = new KnownGaps({}, () => ({ ok: true, prediction: prediction(2) }));
const services = {
  gaps,
  model: async () => undefined,
  status: () => ({ state: 'idle', device: undefined, model: undefined, error: undefined }) as const,
  trusted: true,
  images: true,
};
const tables = { paths: async () => ['spinels.csv'], columnsOf: () => ['formula'] };

describe('every feature', () => {
  it(
    'answers for any mutilated study, at any place',
    () =>
      fc.assert(
        fc.asyncProperty(mutated, fc.double({ min: 0, max: 1, noNaN: true }), async (text, share) => {
          const held = opened(text);
          const document = held.resolved();
          const position = document.text.positionAt(Math.floor(share * text.length));
          const everything = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };
          const found = diagnostics(document, 'https://example.org');
          for (const { range } of found) {
            expect(document.text.offsetAt(range.end)).toBeGreaterThanOrEqual(
              document.text.offsetAt(range.start),
            );
          }
          await hover(document, position, services);
          await completion(document, position, tables);
          codeAction(document, everything, { diagnostics: found });
          hintsOf(held, gaps);
          definition(document, position);
          references(document, position, true);
          documentHighlight(document, position);
          prepareRename(document, position);
          foldingRange(document);
          for (const symbol of documentSymbol(document)) expect(symbol.name).not.toBe('');
          applied(text, formatting(document));
          const { data } = semanticTokens(document);
          for (let at = 0; at < data.length; at += 5) expect(data[at + 2]).toBeGreaterThan(0);
        }),
        { numRuns: 150, interruptAfterTimeLimit: 15_000, markInterruptAsFailure: false },
      ),
    40_000,
  );

  it(
    'leaves tokens that do not overlap',
    () =>
      fc.assert(
        fc.property(mutated, (text) => {
          const { data } = semanticTokens(opened(text).parsed());
          for (let at = 5; at < data.length; at += 5) {
            const sameLine = data[at] === 0;
            if (sameLine) expect(data[at + 1]).toBeGreaterThanOrEqual(data[at - 3] ?? 0);
          }
        }),
        { numRuns: 150, interruptAfterTimeLimit: 10_000, markInterruptAsFailure: false },
      ),
    40_000,
  );
});
