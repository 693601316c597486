import { describe, expect, it } from 'vitest';
import { contrast, darkTheme, lightTheme, maximumSeries, seriesStyle, themeFor } from './palette.ts';

describe('the palette', () => {
  it.each([
    ['light', lightTheme],
    ['dark', darkTheme],
    ['a dim light page', themeFor('#f3f3f3', '#3b3b3b')],
    ['a high contrast page', themeFor('#000000', '#ffffff')],
  ])('stands out against the background: %s', (_name, theme) => {
    for (const colour of theme.series) expect(contrast(colour, theme.background)).toBeGreaterThanOrEqual(3);
    expect(contrast(theme.foreground, theme.background)).toBeGreaterThanOrEqual(7);
    expect(contrast(theme.muted, theme.background)).toBeGreaterThanOrEqual(4.5);
  });

  it('tells curves apart without colour: no two share shape and pattern', () => {
    const styles = Array.from({ length: maximumSeries }, (_, index) => seriesStyle(lightTheme, index));
    const marks = styles.map(({ shape, dashes }) => `${shape} ${dashes}`);
    expect(new Set(marks).size).toBe(maximumSeries);
    expect(new Set(styles.map(({ shape }) => shape)).size).toBe(maximumSeries);
  });

  it('gives other marks to curves whose colours repeat', () => {
    const first = seriesStyle(lightTheme, 0);
    const again = seriesStyle(lightTheme, maximumSeries);
    expect(again.colour).toBe(first.colour);
    expect(again.shape).not.toBe(first.shape);
  });

  it('measures contrast as WCAG does', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  });
});
