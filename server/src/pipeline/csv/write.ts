/** A field as it is written into a delimited file: quoted only where it has to be. */
export function csvField(text: string, delimiter = ','): string {
  const needsQuotes =
    text.includes('"') ||
    text.includes(delimiter) ||
    text.includes('\n') ||
    text.includes('\r') ||
    text.startsWith(' ') ||
    text.endsWith(' ');
  return needsQuotes ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A record with its line ending. A lone empty field is quoted, since a blank line reads as no record. */
export function csvLine(fields: readonly string[], delimiter = ','): string {
  if (fields.length === 1 && fields[0] === '') return '""\n';
  return `${fields.map((field) => csvField(field, delimiter)).join(delimiter)}\n`;
}
