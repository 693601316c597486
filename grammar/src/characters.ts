/** How far the words, numbers, formulas, strings and comments of a text reach: one pass each, linear in any text. */

const ZERO = 48;
const NINE = 57;

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

function isCapital(code: number): boolean {
  return code >= 65 && code <= 90;
}

function isSmall(code: number): boolean {
  return code >= 97 && code <= 122;
}

function isLetter(code: number): boolean {
  return isCapital(code) || isSmall(code);
}

/** Letters, digits and the underscore. */
function isWordPart(code: number): boolean {
  return isLetter(code) || isDigit(code) || code === 95;
}

function character(text: string, index: number): string {
  return text[index] ?? '';
}

/**
 * Whether the dot or slash at `index` belongs to the literal before it: a second dot makes a range, a second slash or a star a
 * comment.
 */
function continuesLiteral(text: string, index: number): boolean {
  const next = character(text, index + 1);
  return text[index] === '.' ? next !== '.' : next !== '/' && next !== '*';
}

/** Subscript digits and the middle dot come with formulas pasted from papers; the chemistry room says what to write instead. */
function isFormulaPart(code: number): boolean {
  if (isWordPart(code)) return true;
  // ( ) [ ] · and ₀ to ₉
  return (
    code === 40 ||
    code === 41 ||
    code === 91 ||
    code === 93 ||
    code === 0xb7 ||
    (code >= 0x2080 && code <= 0x2089)
  );
}

/** The end of the formula that starts at `start`, or `start` where there is none. */
export function formulaEnd(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (!isCapital(first) && first !== 40 && first !== 91) return start;
  let end = start + 1;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    const separator = code === 46 || code === 47;
    if (!isFormulaPart(code) && !(separator && continuesLiteral(text, end))) break;
    end += 1;
  }
  return end;
}

/** The end of the name that starts at `start` (a small letter; a dot reaches into a library), or `start`. */
export function nameEnd(text: string, start: number): number {
  if (!isSmall(text.charCodeAt(start))) return start;
  let end = start + 1;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    if (!isWordPart(code) && !(code === 46 && continuesLiteral(text, end))) break;
    end += 1;
  }
  return end;
}

/**
 * The end of the number-looking text that starts at `start`, or `start`. It takes in what is malformed but meant as one number:
 * `0.1.2`, `1/`, `0,1`, `1e-3`.
 */
export function numberEnd(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (!isDigit(first) && !(first === 46 && isDigit(text.charCodeAt(start + 1)))) return start;
  let end = start + 1;
  while (end < text.length && isNumberPart(text, end)) end += 1;
  return exponentEnd(text, end);
}

function isNumberPart(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  if (isDigit(code)) return true;
  if (code === 46 || code === 47) return continuesLiteral(text, index);
  return code === 44 && isDigit(text.charCodeAt(index - 1)) && isDigit(text.charCodeAt(index + 1));
}

function exponentEnd(text: string, start: number): number {
  const mark = character(text, start);
  if (mark !== 'e' && mark !== 'E') return start;
  const sign = character(text, start + 1);
  let end = start + (sign === '+' || sign === '-' ? 2 : 1);
  if (!isDigit(text.charCodeAt(end))) return start;
  while (isDigit(text.charCodeAt(end))) end += 1;
  return end;
}

/** The end of the string at `start`, or `start`: behind the closing quote, or at the end of the line where there is none. */
export function stringEnd(text: string, start: number): number {
  if (text[start] !== '"') return start;
  let index = start + 1;
  while (index < text.length) {
    const mark = text[index];
    if (mark === '"') return index + 1;
    if (mark === '\n' || mark === '\r') return index;
    index += mark === '\\' && (text[index + 1] === '"' || text[index + 1] === '\\') ? 2 : 1;
  }
  return text.length;
}

/** The end of the comment at `start`, or `start`. An open block comment reaches to the end of the text. */
export function commentEnd(text: string, start: number): number {
  if (text.startsWith('//', start)) return lineEnd(text, start);
  if (!text.startsWith('/*', start)) return start;
  const close = text.indexOf('*/', start + 2);
  return close < 0 ? text.length : close + 2;
}

function lineEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end += 1;
  return end;
}

/** The unit at `start`: letters, and behind a slash what it is counted per. */
export function unitEnd(text: string, start: number): number {
  if (text[start] === '%') return start + 1;
  let end = start;
  while (isLetter(text.charCodeAt(end))) end += 1;
  if (end === start || text[end] !== '/' || !isLetter(text.charCodeAt(end + 1))) return start;
  end += 1;
  while (isLetter(text.charCodeAt(end))) end += 1;
  return isWordPart(text.charCodeAt(end)) ? start : end;
}

/** Blanks part tokens and mean nothing; a byte-order mark is one. */
export function isBlank(code: number): boolean {
  return (
    code === 32 ||
    (code >= 9 && code <= 13) ||
    code === 0xa0 ||
    code === 0xfeff ||
    (code >= 0x2000 && code <= 0x200b) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x3000
  );
}

/** The end of the blanks at `start`. */
export function blankEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length && isBlank(text.charCodeAt(end))) end += 1;
  return end;
}
