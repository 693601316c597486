/** Reads the oracles under ../shared/data, which are not part of the project; tests without them are skipped. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const folder = new URL('../../../../../shared/data/', import.meta.url);

/** The absolute path of a shared file; undefined, with a line that names the file, where it is absent. */
export function sharedFile(name: string): string | undefined {
  const path = fileURLToPath(new URL(name, folder));
  if (existsSync(path)) return path;
  console.error(`Skipped: ../shared/data/${name} is absent.`);
  return undefined;
}

/** The rows of a CSV file without quoted cells, gzipped or not, each as a map from column to cell. */
export function readTable(path: string): readonly ReadonlyMap<string, string>[] {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const [header = '', ...lines] = text.trimEnd().split(/\r?\n/);
  const columns = header.split(',');
  return lines.map((line) => new Map(line.split(',').map((cell, index) => [columns[index] ?? '', cell])));
}
