import { displayWidth } from './textTable.ts';

/** Lines longer than this are hard to read, however wide the terminal is. */
const READABLE = 100;

/** Breaks a text between its words, so that with its indentation it fits into a width. Long words, such as paths, stay whole. */
export function wrapText(text: string, indent: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && displayWidth(indent + longer) > Math.min(width, READABLE)) {
      lines.push(indent + line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, indent + line];
}
