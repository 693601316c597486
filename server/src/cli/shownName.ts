/** How messages call a file. */
export function shownName(file: string): string {
  return file === '-' ? '(standard input)' : file;
}
