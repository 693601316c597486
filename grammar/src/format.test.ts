import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { format, formatEdits } from './format.ts';
import { parse } from './parse.ts';
import { allStudies, describedStudy, exampleStudies } from './testing/studies.ts';
import { validStudy } from './testing/studyArbitrary.ts';
import { meaning } from './testing/trees.ts';

const formatted = (text: string) => format(text).text;

describe('formatting', () => {
  it('lays out the described study', async () => {
    await expect(formatted(describedStudy)).toMatchFileSnapshot('goldens/described.spinel');
  });

  it.each(exampleStudies())('leaves examples/$name as it is', ({ text }) => {
    expect(formatted(text)).toBe(text);
  });

  it.each([
    ['single blanks', 'base   ZnO ,MgO:spinel', 'base ZnO, MgO : spinel\n'],
    ['one statement a line', 'base ZnO base MgO', 'base ZnO\nbase MgO\n'],
    ['signs and distances', 'rank by - gap,| hull -- 2eV |top 5', 'rank by -gap, |hull - -2 eV| top 5\n'],
    ['ranges', 'screen gap in 1.6..2.4eV', 'screen gap in 1.6 .. 2.4 eV\n'],
    ['set operators', 'pool a=Fe+Co-late&safe', 'pool a = Fe + Co - late & safe\n'],
    [
      'families',
      'family x{A B2 X4 spacegroup 227 anions O}',
      'family x { A B2 X4  spacegroup 227  anions O }\n',
    ],
    ['aligned pools', 'pool a = Fe\npool long = Co', 'pool a    = Fe\npool long = Co\n'],
    ['apart pools', 'pool a = Fe\n\npool long = Co', 'pool a = Fe\n\npool long = Co\n'],
    ['aligned comments', 'base ZnO // a\nbase MgAl2O4  // b', 'base ZnO     // a\nbase MgAl2O4 // b\n'],
    ['one blank line at most', '\n\nbase ZnO\n\n\n\nbase MgO\n\n', 'base ZnO\n\nbase MgO\n'],
    ["the writer's line ends", 'base\nZnO,\n      MgO', 'base\n  ZnO,\n  MgO\n'],
    ['families over lines', 'family x {\nA\n    B2 }', 'family x {\n  A\n  B2 }\n'],
    ['closing braces', 'family x {\nA\n  }', 'family x {\n  A\n}\n'],
    ['comments inside', 'base ZnO, // a\nMgO', 'base ZnO, // a\n  MgO\n'],
    ['comments before', '/* a */base ZnO', '/* a */ base ZnO\n'],
    ['comments alone', '   // a  \n\n\n/* b\n  c */ ', '// a\n\n/* b\n  c */\n'],
    ['an empty file', ' \n\n', ''],
    ['line ends of a lone carriage return', 'base ZnO\rbase   MgO', 'base ZnO\nbase MgO\n'],
    ['foreign line ends', 'base ZnO\r\nbase   MgO\r\n', 'base ZnO\r\nbase MgO\r\n'],
    ['a byte-order mark', '\ufeffbase   ZnO', '\ufeffbase ZnO\n'],
  ])('%s', (_name, text, expected) => {
    expect(formatted(text)).toBe(expected);
  });

  it('leaves statements with errors byte for byte, and formats the others', () => {
    const bad = 'family   x { A  B2 2 }';
    expect(formatted(`base   ZnO\n${bad}\nfoo   bar\n  baz\nscreen    neutral`)).toBe(
      `base ZnO\n${bad}\nfoo   bar\n  baz\nscreen neutral\n`,
    );
  });

  it('reports the problems that it worked around', () => {
    expect(format('base\nscreen neutral').problems).toEqual(parse('base\nscreen neutral').problems);
  });

  it('puts nothing behind a comment that never ends', () => {
    expect(formatted('base   ZnO /* open\n ')).toBe('base ZnO /* open\n ');
  });
});

describe('formatting any study', () => {
  it('keeps its meaning and every comment', () => {
    fc.assert(
      fc.property(validStudy, (text) => {
        const result = parse(formatted(text));
        expect(result.problems).toEqual([]);
        expect(meaning(result.tree)).toEqual(meaning(parse(text).tree));
      }),
      { numRuns: 150 },
    );
  });

  it('twice is formatting once', () => {
    fc.assert(
      fc.property(validStudy, (text) => {
        const once = formatted(text);
        expect(formatted(once)).toBe(once);
      }),
      { numRuns: 150 },
    );
  });

  it('leaves no blank at the end of a line, and one line end at the end of the file', () => {
    fc.assert(
      fc.property(validStudy, (text) => {
        const withoutBlocks = formatted(text).replace(/\/\*[\s\S]*?\*\//g, '');
        expect(withoutBlocks).toMatch(/\S ?\r?\n$/);
        expect(formatted(text)).not.toMatch(/\n\s*\n\s*\n/);
      }),
      { numRuns: 50 },
    );
  });
});

/** A study in which some piece was cut out. */
const cut = fc.tuple(fc.constantFrom(...allStudies()), fc.nat(5000), fc.nat(12)).map(([text, at, length]) => {
  const start = at % (text.length + 1);
  return text.slice(0, start) + text.slice(start + length);
});

describe('formatting a damaged study', () => {
  it('twice is formatting once', () => {
    fc.assert(
      fc.property(cut, (text) => {
        const once = formatted(text);
        expect(formatted(once)).toBe(once);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps its meaning', () => {
    fc.assert(
      fc.property(cut, (text) => {
        expect(meaning(parse(formatted(text)).tree)).toEqual(meaning(parse(text).tree));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps every character that is no blank', () => {
    const inked = (text: string) => text.replace(/\s/g, '');
    fc.assert(
      fc.property(cut, (text) => {
        expect(inked(formatted(text))).toBe(inked(text));
      }),
      { numRuns: 300 },
    );
  });
});

describe('formatting as an edit', () => {
  it('changes only what differs', () => {
    expect(formatEdits('base ZnO\nbase   MgO\nbase CaO\n')).toEqual([
      { span: { start: 14, end: 16 }, text: '' },
    ]);
    expect(formatEdits('base ZnO\n')).toEqual([]);
  });

  it('gives the formatted text', () => {
    fc.assert(
      fc.property(validStudy, (text) => {
        const edited = formatEdits(text).reduce(
          (current, { span, text: replacement }) =>
            current.slice(0, span.start) + replacement + current.slice(span.end),
          text,
        );
        expect(edited).toBe(formatted(text));
      }),
      { numRuns: 50 },
    );
  });
});
