import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { format } from './format.ts';
import { parse } from './parse.ts';
import { parseAll } from './pieces.ts';
import { applied } from './testing/edits.ts';
import { allStudies } from './testing/studies.ts';
import { nodesOf } from './testing/trees.ts';
import { tokens } from './tokenStream.ts';

/** A text that was a study before someone typed, deleted or pasted in it. */
const damaged = fc
  .tuple(
    fc.constantFrom(...allStudies()),
    fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        remove: fc.nat(12),
        insert: fc.oneof(
          fc.string({ unit: 'binary', maxLength: 6 }),
          fc.constantFrom(
            '',
            ' ',
            '\n',
            '"',
            '/*',
            '*/',
            '//',
            '{',
            '}',
            '|',
            '-',
            '..',
            '0',
            '.',
            '/',
            'and',
            'with',
            'base ',
          ),
        ),
      }),
      { maxLength: 5 },
    ),
    fc.double({ min: 0, max: 1, noNaN: true }),
  )
  .map(([text, edits, keep]) => {
    const edited = edits.reduce(applied, text);
    return keep > 0.5 ? edited : edited.slice(0, Math.floor(keep * 2 * edited.length));
  });

function expectSound(text: string): void {
  const { tree, problems } = parse(text);
  for (const { node, parent } of nodesOf(tree)) {
    const within =
      node.span.start >= (parent?.span.start ?? 0) && node.span.end <= (parent?.span.end ?? text.length);
    expect(within && node.span.start <= node.span.end, `${node.kind} in ${JSON.stringify(text)}`).toBe(true);
  }
  for (const { span, message } of problems) {
    expect(span.start < span.end && span.end <= text.length, JSON.stringify(text)).toBe(true);
    expect(message.length).toBeGreaterThan(10);
  }
  const leaves = tokens(text);
  leaves.forEach((token, index) => {
    expect(text.slice(token.span.start, token.span.end)).toBe(token.text);
    expect(token.span.start).toBeGreaterThanOrEqual(leaves[index - 1]?.span.end ?? 0);
  });
}

describe('any text', () => {
  it('that was a study has a sound tree', () => {
    fc.assert(fc.property(damaged, expectSound), { numRuns: 600, interruptAfterTimeLimit: 8000 });
  });

  it('of random characters has a sound tree', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), expectSound), { numRuns: 300 });
  });

  it('keeps every character that is no blank: in a token or in a comment', () => {
    fc.assert(
      fc.property(damaged, (text) => {
        const covered = new Set<number>();
        const pieces = [...tokens(text), ...parse(text).tree.comments];
        for (const { span } of pieces)
          for (let index = span.start; index < span.end; index += 1) covered.add(index);
        for (let index = 0; index < text.length; index += 1) {
          if (/[^\s\u200b]/.test(text[index] ?? ''))
            expect(covered.has(index), JSON.stringify(text)).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('that is a prefix of a study is read', () => {
    for (const text of allStudies()) {
      const step = Math.max(1, Math.floor(text.length / 60));
      for (let end = 0; end <= text.length; end += step) expectSound(text.slice(0, end));
    }
  });
});

/** Seconds that a text of ten megabytes may take on a machine that does much else besides. */
const PATIENCE = 120_000;
const TEN_MEGABYTES = 10_000_000;

function fill(piece: string): string {
  return piece.repeat(Math.ceil(TEN_MEGABYTES / piece.length));
}

describe('ten megabytes', () => {
  it.each([
    [
      'of statements',
      'base ZnGa2O4, MgAl2O4 // known\nsubstitute A, B with late & safe step 0.1 from 1 to 2\n',
    ],
    ['of one word', 'a'],
    ['of one formula', 'A('],
    ['of one number', '1.'],
    ['of one string', '\\" '],
    ['of one comment', '/* '],
    ['of unknown words', 'foo bar\n'],
  ])(
    '%s',
    (_name, piece) => {
      const { tree } = parse(fill(piece));
      expect(tree.span.end).toBeGreaterThanOrEqual(TEN_MEGABYTES);
    },
    PATIENCE,
  );

  it(
    'of a binary file',
    () => {
      let state = 12345;
      const bytes = new Uint8Array(TEN_MEGABYTES);
      for (let index = 0; index < bytes.length; index += 1) {
        state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
        bytes[index] = state >> 16;
      }
      const text = new TextDecoder().decode(bytes);
      expect(parse(text).problems.length).toBeLessThanOrEqual(1001);
    },
    PATIENCE,
  );

  it(
    'take time in proportion',
    () => {
      // Processor time rather than the clock's, which other processes share; and no text that is remembered from before.
      const time = (text: string) => {
        const start = process.cpuUsage();
        parseAll(text);
        return process.cpuUsage(start).user;
      };
      const piece = 'screen gap <\npool x = Fe ; Co\nand and and step step 0.1 {{ || "open\n';
      time(piece.repeat(2000));
      const small = time(piece.repeat(2000));
      const large = time(piece.repeat(20_000));
      expect(large / small).toBeLessThan(60);
    },
    PATIENCE,
  );

  it(
    'and less of them are formatted',
    () => {
      const text = 'pool a=Fe Co // x\nbase   ZnO\n'.repeat(50_000);
      expect(format(text).text.length).toBeGreaterThan(text.length / 2);
    },
    PATIENCE,
  );
});
