import path from 'node:path';
import { counted, grouped } from '../counts.ts';
import type { FurtherQuantity } from '../pipeline/furtherQuantities.ts';
import { ResultsStore } from '../pipeline/results.ts';
import { isInside, MANIFEST_FILE, STUDY_FILE } from '../pipeline/runFolder.ts';
import type { ResultRow, RunManifest } from '../pipeline/types.ts';
import type { Study } from '../study/types.ts';
import type { Console } from './console.ts';
import { domainText, gapCells } from './energyText.ts';
import { duration } from './numbers.ts';
import { fitted, type TableColumn, textTable } from './textTable.ts';

/** Candidates shown at the end of a run. */
const SHOWN = 15;

/** A run that has ended. */
export interface EndedRun {
  readonly folder: string;
  readonly manifest: RunManifest;
  readonly study: Study;
  /** How long this attempt took; 0 where the folder was complete already. */
  readonly seconds: number;
}

/** What a person sees at the end of a run: what was kept and why, the best candidates, and where the files are. */
export async function reportResults(
  { folder, manifest, study, seconds }: EndedRun,
  console: Console,
): Promise<void> {
  const store = await ResultsStore.open(folder);
  console.line();
  for (const line of screenLines(manifest, console)) console.line(line);
  printCandidates(store, manifest, study, console);
  printFiles(folder, manifest, seconds, console);
}

function screenLines({ screens, counts }: RunManifest, console: Console): readonly string[] {
  const failed =
    counts.failed === 0
      ? []
      : [
          `  ${console.paint('error', counted(counts.failed, 'candidate'))} could not be predicted; see the column "problem"`,
          '',
        ];
  if (screens.length === 0) return failed;
  const rows = screens.map(({ text, kept, of, skipped }) => [
    text,
    grouped(kept),
    `of ${grouped(of)}`,
    skipped === undefined ? '' : console.paint('warning', `skipped: ${skipped}`),
  ]);
  const columns = [
    { heading: 'screen' },
    { heading: 'kept', align: 'right' },
    { heading: '', align: 'right' },
    { heading: '' },
  ] as const;
  return [...textTable(columns, rows, (text) => console.paint('faint', text)), '', ...failed];
}

function printCandidates(store: ResultsStore, manifest: RunManifest, study: Study, console: Console): void {
  const wanted = Math.min(SHOWN, study.rank?.top ?? SHOWN);
  const kept = store.rows(
    { sort: { by: 'rank', descending: false }, filter: { ...EVERYTHING, keptOnly: true } },
    0,
    wanted,
  );
  const ranked = kept.rows[0]?.rank !== undefined;
  if (kept.total === 0) {
    console.line(
      `  No candidate passed every screen. The first of ${grouped(manifest.counts.distinct)}, for comparison:`,
    );
    console.line();
  }
  const shown =
    kept.total > 0
      ? kept
      : store.rows({ sort: { by: 'index', descending: false }, filter: EVERYTHING }, 0, wanted);
  const { further } = store.summary();
  const columns = [
    ...(ranked ? [{ heading: '#', align: 'right' } as const] : []),
    ...CANDIDATE_COLUMNS,
    ...further.map((quantity) => FURTHER_COLUMNS[quantity]),
  ];
  const cells = shown.rows.map((row) => [
    ...(ranked ? [String(row.rank ?? '')] : []),
    ...candidateCells(row, console),
    ...further.map((quantity) => furtherCell(row, quantity, console)),
  ]);
  const table = fitted<TableColumn>(columns, cells, console.width);
  const lines = textTable(table.columns, table.rows, (text) => console.paint('faint', text));
  for (const line of lines) console.line(line);
  for (const line of remarks(shown.rows.length, kept.total, ranked, study))
    console.line(console.paint('faint', `  ${line}`));
  console.line();
}

const EVERYTHING = { text: '', keptOnly: false, gapFrom: undefined, gapTo: undefined } as const;

const CANDIDATE_COLUMNS = [
  { heading: 'candidate' },
  { heading: 'change', optional: true },
  { heading: 'x', align: 'right', optional: true },
  { heading: 'gap', align: 'right' },
  { heading: '68 %', align: 'right' },
  { heading: '90 % interval', align: 'right' },
  { heading: 'domain' },
  { heading: 'neutral', optional: true },
] as const;

const FURTHER_COLUMNS: Readonly<Record<FurtherQuantity, TableColumn>> = {
  hull: { heading: 'hull, 90 % (eV/atom)', align: 'right' },
  spinel: { heading: 'spinel, 90 %', align: 'right' },
};

/** `0.05 (0.00 – 0.11)`, and the domain where it is not inside. */
function furtherCell(row: ResultRow, quantity: FurtherQuantity, { paint }: Console): string {
  const found = row[quantity];
  if (found === undefined) return paint('faint', 'none');
  const digits = quantity === 'hull' ? 3 : 2;
  const [value, low, high] = [found.value, found.low, found.high].map((one) => one.toFixed(digits));
  const domain = found.domain === 'in' ? '' : ` ${domainText(found.domain, paint)}`;
  return `${value} (${low} – ${high})${domain}`;
}

function remarks(shown: number, kept: number, ranked: boolean, study: Study): readonly string[] {
  const lines = [
    '68 %: half the width of that interval; domain: in, at the edge or out of the training data',
  ];
  if (kept > shown) lines.push(`the ${ranked ? 'best' : 'first'} ${shown} of ${grouped(kept)} kept`);
  if (study.rank === undefined && kept > 1) {
    lines.push('in the order of the study; a line such as "rank by |gap - 2.0 eV| top 50" ranks them');
  }
  return lines;
}

function candidateCells(row: ResultRow, { paint }: Console): readonly string[] {
  const { gap, sigma, low, high, domain } = row;
  const known = gap !== undefined && sigma !== undefined && low !== undefined && high !== undefined;
  return [
    row.formula,
    row.change,
    row.x === undefined ? '' : shortNumber(row.x),
    ...(known ? gapCells({ gap, sigma, low, high }) : [paint('error', 'none'), '', '']),
    domain === undefined ? '' : domainText(domain, paint),
    row.neutral ? paint('good', 'yes') : paint('warning', 'no'),
  ];
}

/** At most four decimals: amounts are exact in the files. */
function shortNumber(value: number): string {
  return String(Math.round(value * 1e4) / 1e4);
}

function printFiles(folder: string, manifest: RunManifest, seconds: number, console: Console): void {
  const { counts, model, models = [model], device } = manifest;
  const names = models.map(({ id, version }) => `${id} ${version}`).join(', ');
  const time = seconds > 0 ? ` in ${duration(seconds)}` : '';
  console.line(
    `  ${grouped(counts.kept)} kept of ${counted(counts.distinct, 'candidate')}, predicted by ${names} on ${device}${time}`,
  );
  console.line();
  for (const { path: file, rows } of manifest.files) {
    const place = isInside(file) ? path.join(folder, file) : file;
    const size = file === STUDY_FILE ? 'the study as it was run' : counted(rows, 'row');
    console.line(`  ${place}  ${console.paint('faint', size)}`);
  }
  console.line(`  ${path.join(folder, MANIFEST_FILE)}  ${console.paint('faint', 'what made these files')}`);
}
