import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type ParseResult, parse } from '@spinel-studio/grammar';
import { SpinelError } from '../errors.ts';
import { withSyntaxFindings } from '../study/findings/syntaxFindings.ts';
import { resolveStudy } from '../study/resolveStudy.ts';
import type { Finding, ResolutionEnvironment, Study, TableSource } from '../study/types.ts';
import { readTable } from './csv/readTable.ts';
import { readError } from './fileErrors.ts';
import { sha256OfFile, sha256OfText } from './runFolder.ts';

/** A study as it lies on disk, with the tables it names, read once. */
export interface StudySource {
  /** As the user named it; `-` for standard input. */
  readonly file: string;
  readonly text: string;
  readonly sha256: string;
  readonly parsed: ParseResult;
  readonly study: Study;
  /** Tables of `base from`, as the study names them. */
  readonly inputs: readonly { readonly path: string; readonly sha256: string }[];
}

/** What resolution needs besides the tables, which come from the disk. */
export type StudyEnvironment = Omit<ResolutionEnvironment, 'table'>;

/** Reads and resolves a study. Rejects with SP5003 where the file cannot be read or is no text. */
export async function readStudy(file: string, environment: StudyEnvironment): Promise<StudySource> {
  const text = await readStudyText(file);
  const folder = file === '-' ? process.cwd() : path.dirname(path.resolve(file));
  return resolveText(text, file, folder, environment);
}

/** Resolves a text whose tables lie relative to a folder. */
export async function resolveText(
  text: string,
  file: string,
  folder: string,
  environment: StudyEnvironment,
): Promise<StudySource> {
  const parsed = parse(text);
  const tables = new Map<string, TableSource>();
  const inputs: { path: string; sha256: string }[] = [];
  for (const name of tablePaths(parsed)) {
    const place = path.resolve(folder, name);
    const table = await readTable(place);
    tables.set(name, table);
    if (table.ok) inputs.push({ path: name, sha256: await sha256OfFile(place) });
  }
  const resolved = resolveStudy(parsed, { ...environment, table: (name) => tables.get(name) });
  const study = withSyntaxFindings(resolved, parsed, text);
  return { file, text, sha256: sha256OfText(text), parsed, study, inputs };
}

function tablePaths(parsed: ParseResult): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const statement of parsed.tree.statements) {
    if (statement.kind === 'base-from' && statement.path !== undefined) paths.add(statement.path.value);
  }
  return paths;
}

/** The text of a study, or of standard input for `-`; rejects with SP5003. */
export async function readStudyText(file: string): Promise<string> {
  const bytes = file === '-' ? await readStandardInput() : await readWhole(file);
  if (bytes.includes(0)) throw noText(file);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw noText(file);
  }
}

async function readWhole(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw readError(file, error);
  }
}

async function readStandardInput(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function noText(file: string): SpinelError {
  return new SpinelError(
    'SP5003',
    `${file} is not a text file in UTF-8.`,
    'A study is plain text; if this is one, save it in UTF-8.',
  );
}

/** The findings that keep a study from running. */
export function errorsOf(study: Study): readonly Finding[] {
  return study.findings.filter(({ severity }) => severity === 'error');
}

/** One fingerprint for a study's text and the tables it reads. */
export function fingerprint(source: Pick<StudySource, 'sha256' | 'inputs'>): string {
  const hash = createHash('sha256').update(source.sha256);
  for (const input of source.inputs) hash.update(`\0${input.path}\0${input.sha256}`);
  return hash.digest('hex');
}
