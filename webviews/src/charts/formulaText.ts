/** Formulas as people write them: amounts lowered. */
import { textTag } from './svg.ts';

export interface FormulaPiece {
  readonly text: string;
  readonly lowered: boolean;
}

/** `Zn0.9Fe0.1Bi2O4` in pieces, amounts apart from symbols. A number that no symbol or bracket precedes stays on the line. */
export function formulaPieces(formula: string): readonly FormulaPiece[] {
  return formula
    .split(/((?<=[\p{L})\]])\d+(?:\.\d+)?)/u)
    .map((text, index) => ({ text, lowered: index % 2 === 1 }))
    .filter((piece) => piece.text !== '');
}

/** The formula as `tspan` elements for a chart's text. */
export function formulaSpans(formula: string, size: number): string {
  const drop = Math.round(size * 0.25);
  let down = false;
  return formulaPieces(formula)
    .map(({ text, lowered }) => {
      const shift = lowered === down ? undefined : lowered ? drop : -drop;
      down = lowered;
      return textTag(
        'tspan',
        { dy: shift, 'font-size': lowered ? Math.round(size * 0.75) : undefined },
        text,
      );
    })
    .join('');
}
