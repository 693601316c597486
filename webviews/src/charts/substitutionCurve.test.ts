import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { darkTheme, lightTheme } from './palette.ts';
import { type SubstitutionCurves, substitutionCurve } from './substitutionCurve.ts';
import { elementsOf } from './wellFormed.testing.ts';

const size = { width: 640, height: 400 };

/** Made up, but of the shape that such curves have. */
function example(elements: readonly string[]): SubstitutionCurves {
  return {
    base: 'ZnBi2O4',
    site: 'A',
    from: 'Zn',
    model: 'gap 1.0.0',
    curves: elements.map((element, place) => ({
      element,
      points: [0.1, 0.25, 0.5, 0.75, 1].map((x) => {
        const gap = 2.3 - (0.3 + 0.2 * place) * x + 0.1 * x * x;
        const half = 0.3 + 0.2 * x;
        const domain = x > 0.9 ? 'out' : x > 0.6 ? 'edge' : 'in';
        return { x, gap, low: Math.max(0, gap - half), high: gap + half, domain } as const;
      }),
    })),
  };
}

function markers(svg: string): number {
  return svg.split('<title>').length - 1;
}

describe('a substitution curve', () => {
  it('draws one element as it always did', async () => {
    const svg = substitutionCurve(example(['Fe']), size, lightTheme);
    await expect(svg).toMatchFileSnapshot('goldens/one-element-light.svg');
  });

  it('draws several elements as it always did, on dark ground', async () => {
    const svg = substitutionCurve(example(['Fe', 'Co', 'Ni', 'Cu', 'Mn', 'Mg']), size, darkTheme);
    await expect(svg).toMatchFileSnapshot('goldens/six-elements-dark.svg');
  });

  it('says so where there is nothing to draw', async () => {
    const svg = substitutionCurve(example([]), size, lightTheme);
    expect(svg).toContain('No predicted point to draw');
    await expect(svg).toMatchFileSnapshot('goldens/empty-light.svg');
  });

  it('names units on both axes, the model and the meaning of the band', () => {
    const svg = substitutionCurve(example(['Fe']), size, lightTheme);
    for (const text of ['(eV)', 'atoms per formula unit', 'model gap 1.0.0', '90 % interval']) {
      expect(svg).toContain(text);
    }
  });

  it('draws points outside the domain hollow, and explains that only where there are some', () => {
    const [curve] = example(['Fe']).curves;
    const inside = { ...example([]), curves: [{ element: 'Fe', points: curve?.points.slice(0, 2) ?? [] }] };
    expect(substitutionCurve(inside, size, lightTheme)).not.toContain('outside training data');
    const svg = substitutionCurve(example(['Fe']), size, lightTheme);
    expect(svg).toContain('outside training data');
    expect(svg).toContain(`fill="${lightTheme.background}" stroke="${lightTheme.series[0]}"`);
  });

  it('has one marker for every finite point, in any order, with any names, and is always well formed', () => {
    const number = fc.oneof(fc.double({ min: -5, max: 15 }), fc.constant(Number.NaN), fc.constant(Infinity));
    const point = fc.record({
      x: number,
      gap: number,
      low: number,
      high: number,
      domain: fc.constantFrom('in' as const, 'edge' as const, 'out' as const),
    });
    const curves = fc.array(fc.record({ element: fc.string(), points: fc.array(point, { maxLength: 30 }) }), {
      maxLength: 8,
    });
    const data = fc.record({
      base: fc.string(),
      site: fc.string(),
      from: fc.string(),
      model: fc.string(),
      curves,
    });
    fc.assert(
      fc.property(data, (given) => {
        const svg = substitutionCurve(given, size, darkTheme);
        const names = elementsOf(svg);
        expect(svg).not.toMatch(/NaN|Infinity|undefined/);
        expect(names.some(({ attributes }) => /\s(?:style|on\w+|href)=/.test(attributes))).toBe(false);
        const finite = given.curves
          .flatMap(({ points }) => points)
          .filter((one) => [one.x, one.gap, one.low, one.high].every(Number.isFinite)).length;
        // One title belongs to the drawing as a whole.
        expect(markers(svg)).toBe(finite + 1);
      }),
      { numRuns: 60 },
    );
  });
});
