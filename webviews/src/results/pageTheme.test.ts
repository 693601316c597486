import { describe, expect, it } from 'vitest';
import { hexColour } from './pageTheme.ts';

describe("the editor's colours", () => {
  it('are read from what the browser computes', () => {
    expect(hexColour('rgb(31, 31, 31)')).toBe('#1f1f1f');
    expect(hexColour('rgba(204, 204, 204, 0.8)')).toBe('#cccccc');
    expect(hexColour('color(srgb 1 0 0)')).toBeUndefined();
  });
});
