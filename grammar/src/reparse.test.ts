import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from './parse.ts';
import { parseAll } from './pieces.ts';
import { reparse } from './reparse.ts';
import { applied } from './testing/edits.ts';
import { allStudies } from './testing/studies.ts';
import { validStudy } from './testing/studyArbitrary.ts';

/** A change such as typing, deleting or pasting makes, at a relative place. */
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(60)),
  insert: fc.oneof(
    fc.string({ maxLength: 3 }),
    fc.constantFrom(
      '',
      ' ',
      '\n',
      '"',
      '/*',
      '*/',
      '//',
      '{',
      '=',
      ',',
      '-',
      'pool late = Fe\n',
      'late\n',
      '\nlatte Ti',
      'base ',
      'rank',
      'family ',
    ),
  ),
});

const start = fc.oneof(
  fc.constantFrom(...allStudies()),
  validStudy,
  fc
    .array(fc.oneof(validStudy, fc.constantFrom(...allStudies())), { maxLength: 3 })
    .map((texts) => texts.join('\n')),
);

/** A study of so many statements that most of it is far from any change. */
const longStudy = Array.from({ length: 400 }, (_, index) =>
  index % 7 === 3
    ? `pool p${index} = Fe Co + p${index % 5}\n`
    : `base a${index} = ZnGa2O4 // ${index}\nscreen gap > 1 eV\n`,
).join('');

describe('parsing what changed', () => {
  it('gives what parsing everything gives', () => {
    let taken = 0;
    fc.assert(
      fc.property(start, fc.array(edit, { minLength: 1, maxLength: 6 }), (text, edits) => {
        let state = parseAll(text);
        for (const change of edits) {
          const next = applied(state.text, change);
          const whole = parseAll(next);
          const again = reparse(state, next);
          if (again !== undefined) {
            taken += 1;
            expect(
              { pieces: again.pieces, comments: again.comments },
              JSON.stringify([state.text, next]),
            ).toEqual({
              pieces: whole.pieces,
              comments: whole.comments,
            });
          }
          state = again ?? whole;
        }
      }),
      { numRuns: 300, interruptAfterTimeLimit: 15_000 },
    );
    expect(taken).toBeGreaterThan(100);
  });

  it('takes over the statements before the change, and moves those behind it', () => {
    const before = parse(longStudy).tree.statements;
    const at = longStudy.indexOf('base a200');
    const after = parse(`${longStudy.slice(0, at)}screen neutral\n${longStudy.slice(at)}`).tree.statements;
    expect(after).toHaveLength(before.length + 1);
    expect(after[0]).toBe(before[0]);
    expect(after.at(-1)?.span.start).toBe((before.at(-1)?.span.start ?? 0) + 'screen neutral\n'.length);
  });

  it('reads everything anew where a name that decides about words elsewhere comes or goes', () => {
    const text = `${longStudy}pool all = Fe\nlatte Ti\n`;
    expect(parse(text).problems).toHaveLength(1);
    expect(parse(`pool latte = Co\n${text}`).problems).toEqual([]);
    expect(parse(text).problems).toHaveLength(1);
  });

  it('does not let an opened comment stop at the end of what was parsed anew', () => {
    parse(longStudy);
    const { tree, problems } = parse(longStudy.replace('base a100', '/* base a100'));
    expect(problems).toHaveLength(1);
    expect(tree.comments.at(-1)?.span.end).toBe(longStudy.length + 3);
  });
});
