import { describe, expect, it } from 'vitest';
import { prediction } from '../testing/knownGaps.ts';
import { type Curve, curveImage, curveText, imageMarkdown } from './curve.ts';

function curve(element: string, gaps: readonly number[]): Curve {
  return {
    element,
    points: gaps.map((gap, index) => ({ x: index / (gaps.length - 1), prediction: prediction(gap) })),
  };
}

describe('the image of a curve', () => {
  it('looks as it did', async () => {
    const curves = [curve('Fe', [2.3, 1.9, 1.2, 0.9, 0.4]), curve('Co', [2.3, 2.1, 1.4, 0.9, 0.5])];
    await expect(curveImage(curves, undefined)).toMatchFileSnapshot('goldens/two-curves.svg');
    await expect(curveImage([curve('Fe', [2.3, 1.9, 1.2])], 0.5)).toMatchFileSnapshot(
      'goldens/one-curve.svg',
    );
  });

  it('keeps names apart whose curves end together, and inside the image', () => {
    const curves = ['Fe', 'Co', 'Ni', 'Cu', 'Zn'].map((element) => curve(element, [2, 0]));
    const heights = [
      ...curveImage(curves, undefined).matchAll(/y="([\d.]+)" fill="#[^"]*">[A-Z][a-z]</g),
    ].map(([, y]) => Number(y));
    expect(heights).toHaveLength(5);
    for (const [index, height] of heights.entries()) {
      expect(height).toBeLessThan(96);
      if (index > 0) expect(height - (heights[index - 1] ?? 0)).toBeGreaterThanOrEqual(9.9);
    }
  });

  it('stays finite for a curve of one value', () => {
    expect(curveImage([curve('Fe', [0, 0])], 0)).not.toMatch(/NaN|Infinity/);
  });

  it('is well formed inside markdown', () => {
    const markdown = imageMarkdown('<svg/>', 'Gap against x');
    expect(markdown).toBe('![Gap against x](data:image/svg+xml;base64,PHN2Zy8+)');
  });
});

describe('the text of a curve', () => {
  it('shows shape and ends', () => {
    expect(curveText(curve('Fe', [0, 1, 2, 3]), 3)).toBe('Fe ▁▃▆█ 0.00 → 3.00 eV');
  });

  it('thins a long curve', () => {
    const long = curve(
      'Fe',
      Array.from({ length: 200 }, (_, index) => index / 100),
    );
    expect(curveText(long, 2)).toMatch(/^Fe [▁▂▃▄▅▆▇█]{20} 0\.00 → 1\.99 eV$/);
  });
});
