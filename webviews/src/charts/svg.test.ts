import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coordinate, escapeText, pathThrough, tag, textTag } from './svg.ts';
import { elementsOf } from './wellFormed.testing.ts';

describe('writing SVG', () => {
  it('stays well formed whatever text it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, value) => {
        const svg = tag('g', { id: value }, [textTag('text', { 'data-name': text }, text)]);
        expect(elementsOf(svg).map(({ name }) => name)).toEqual(['g', 'text']);
      }),
    );
  });

  it('replaces what XML cannot carry, and keeps the rest readable', () => {
    expect(escapeText('a<b & "c"')).toBe('a&lt;b &amp; &quot;c&quot;');
    expect(escapeText('\u0000\u001b')).toBe('\ufffd\ufffd');
    expect(escapeText('\ud800')).toBe('\ufffd');
    expect(escapeText('Zn₂ \u{1f600}')).toBe('Zn₂ \u{1f600}');
  });

  it('leaves out attributes that are undefined', () => {
    expect(tag('line', { x1: 0, stroke: undefined })).toBe('<line x1="0"/>');
  });

  it('writes coordinates with two decimals at most and no negative zero', () => {
    expect([1 / 3, -0.001, 10, 2.5].map(coordinate)).toEqual(['0.33', '0', '10', '2.5']);
  });

  it('closes a path only where asked', () => {
    const points = [
      [0, 0],
      [1, 2],
    ] as const;
    expect(pathThrough(points)).toBe('M0 0L1 2');
    expect(pathThrough(points, true)).toBe('M0 0L1 2Z');
    expect(pathThrough([])).toBe('');
  });
});
