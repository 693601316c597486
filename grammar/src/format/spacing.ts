/** How the tokens of a statement stand beside each other on a line. */
import type { IToken } from 'chevrotain';
import type { Segment } from '../segment.ts';
import { Bar, Comma, keywordToken, Member, Minus, Numeral } from '../tokens.ts';

/**
 * What stands before each token of a statement where the line does not end: nothing, one blank, or two before the clauses of a
 * family. The first stands behind a comment, if behind anything.
 */
export function separators(segment: Segment): readonly string[] {
  const found: string[] = [];
  let clings = false;
  let insideBars = false;
  segment.tokens.forEach((token, index) => {
    const opens = token.tokenType === Bar && !insideBars;
    found.push(index > 0 && (clings || clingsBack(token, insideBars)) ? '' : blanks(token));
    clings = opens || (token.tokenType === Minus && isSign(segment, index, insideBars));
    if (token.tokenType === Bar) insideBars = opens;
  });
  return found;
}

function clingsBack(token: IToken, insideBars: boolean): boolean {
  return token.tokenType === Comma || (token.tokenType === Bar && insideBars);
}

function blanks(token: IToken): string {
  const { spacegroup, anions } = keywordToken;
  return token.tokenType === spacegroup || token.tokenType === anions ? '  ' : ' ';
}

/** A minus is a sign unless it parts the terms of a pool or the two sides of a distance. */
function isSign(segment: Segment, index: number, insideBars: boolean): boolean {
  if (segment.kind !== 'rank') return segment.tokens[index + 1]?.tokenType === Numeral;
  return !(insideBars && isMember(segment.tokens[index - 1]));
}

function isMember(token: IToken | undefined): boolean {
  return token?.tokenType.CATEGORIES?.includes(Member) === true;
}
