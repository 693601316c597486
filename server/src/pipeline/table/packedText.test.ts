import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PackedText, TextPacker } from './packedText.ts';

function packed(texts: readonly string[]): PackedText {
  const packer = new TextPacker(texts.length);
  for (const text of texts) packer.add(text);
  return packer.finish();
}

const formula = fc.string({
  unit: fc.constantFrom('Zn', 'Co', 'C', 'O', 'é', '0', '.', '5', '→'),
  maxLength: 9,
});

describe('packed texts', () => {
  it('are given back as they came', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (texts) => {
        const all = packed(texts);
        expect(texts.map((_, place) => all.at(place))).toEqual(texts);
      }),
    );
  });

  it('are sorted by their bytes, equal ones in their order', () => {
    fc.assert(
      fc.property(fc.array(formula), (texts) => {
        const expected = texts
          .map((text, place) => ({ bytes: Buffer.from(text), place }))
          .sort((a, b) => Buffer.compare(a.bytes, b.bytes) || a.place - b.place)
          .map(({ place }) => place);
        expect([...packed(texts).ascending()]).toEqual(expected);
      }),
    );
  });

  it('are found by what they hold, never across two of them', () => {
    fc.assert(
      fc.property(fc.array(formula), formula.filter(Boolean), fc.boolean(), (texts, needle, ignoreCase) => {
        const marks = new Uint8Array(texts.length);
        const wanted = ignoreCase ? needle.toLowerCase() : needle;
        packed(texts).markContaining(wanted, ignoreCase, marks);
        const holds = (text: string) => (ignoreCase ? text.toLowerCase() : text).includes(wanted);
        expect([...marks]).toEqual(texts.map((text) => Number(holds(text))));
      }),
    );
  });
});
