import path from 'node:path';
import { ResultsStore } from '../pipeline/results.ts';
import { isInside } from '../pipeline/runFolder.ts';
import type { ResultRow, RunManifest } from '../pipeline/types.ts';
import type { Study } from '../study/types.ts';
import type { Console } from './console.ts';
import { domainText, gapCells } from './energyText.ts';
import { counted, duration, grouped } from './numbers.ts';
import { textTable } from './textTable.ts';

/** Candidates shown at the end of a run. */
const SHOWN = 15;

/** What a person sees at the end of a run: what was kept and why, the best candidates, and where the files are. */
export async function reportResults(
  folder: string,
  manifest: RunManifest,
  study: Study,
  console: Console,
): Promise<void> {
  const store = await ResultsStore.open(folder);
  console.line();
  for (const line of screenLines(manifest, console)) console.line(line);
  printCandidates(store, manifest, study, console);
  printFiles(folder, manifest, console);
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
  const top = study.rank?.top;
  const wanted = Math.min(SHOWN, top ?? SHOWN);
  const ranked =
    store.rows({ sort: { by: 'rank', descending: false }, filter: KEPT }, 0, 1).rows[0]?.rank !== undefined;
  const { total, rows } = store.rows(
    { sort: { by: ranked ? 'rank' : 'index', descending: false }, filter: KEPT },
    0,
    wanted,
  );
  if (total === 0) {
    console.line(`  No candidate passed every screen, of ${grouped(manifest.counts.distinct)}.`);
    console.line();
    return;
  }
  const columns = [
    ...(ranked ? [{ heading: '#', align: 'right' } as const] : []),
    { heading: 'candidate' },
    { heading: 'change' },
    { heading: 'x', align: 'right' },
    { heading: 'gap', align: 'right' },
    { heading: '68 %', align: 'right' },
    { heading: '90 % interval', align: 'right' },
    { heading: 'domain' },
    { heading: 'neutral' },
  ] as const;
  const cells = rows.map((row) => [
    ...(ranked ? [String(row.rank ?? '')] : []),
    ...candidateCells(row, console),
  ]);
  for (const line of textTable(columns, cells, (text) => console.paint('faint', text))) console.line(line);
  if (total > rows.length) {
    const order = ranked ? 'best' : 'first';
    console.line(console.paint('faint', `  the ${rows.length} ${order} of ${grouped(total)} kept`));
  }
  if (!ranked && study.rank === undefined) {
    console.line(
      console.paint(
        'faint',
        '  in the order of the study; a line such as "rank by |gap - 2.0 eV| top 50" ranks them',
      ),
    );
  }
  console.line();
}

const KEPT = { text: '', keptOnly: true, gapFrom: undefined, gapTo: undefined } as const;

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

function printFiles(folder: string, manifest: RunManifest, console: Console): void {
  const { counts, model, device } = manifest;
  const seconds = (Date.parse(manifest.finished ?? '') - Date.parse(manifest.started)) / 1000;
  const time = Number.isFinite(seconds) ? ` in ${duration(seconds)}` : '';
  console.line(
    `  ${grouped(counts.kept)} kept of ${counted(counts.distinct, 'candidate')}, predicted by ${model.id} ${model.version} on ${device}${time}`,
  );
  console.line();
  for (const { path: file, rows } of manifest.files) {
    const place = isInside(file) ? path.join(folder, file) : file;
    console.line(`  ${place}${rows === 0 ? '' : console.paint('faint', `  ${counted(rows, 'row')}`)}`);
  }
  console.line(`  ${path.join(folder, 'manifest.json')}`);
}
