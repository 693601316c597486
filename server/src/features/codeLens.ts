import type { CodeLens } from 'vscode-languageserver';
import { counted } from '../counts.ts';
import type { Counts } from '../documents/counting.ts';
import type { ResolvedDocument } from '../documents/studyDocument.ts';
import { estimated } from './numbers.ts';
import { rangeOf } from './positions.ts';

/** The client's command that runs a study; its argument is the document's address. */
export const RUN_STUDY = 'spinel.runStudy';

/** "Run study · 142,717 candidates" above the study's title, or at the top of a file that has none. */
export function codeLens(document: ResolvedDocument, counts: Counts | undefined): CodeLens[] {
  const { statements } = document.parsed.tree;
  if (document.study.bases.length === 0) return [];
  const place = statements.find(({ kind }) => kind === 'study') ?? statements[0];
  const span = place ? { start: place.span.start, end: place.span.start } : { start: 0, end: 0 };
  const title = counts ? `Run study · ${candidates(counts)}` : 'Run study';
  return [
    {
      range: rangeOf(document.text, span),
      command: { title, command: RUN_STUDY, arguments: [document.uri] },
    },
  ];
}

function candidates({ distinct, exact }: Counts): string {
  return exact ? counted(distinct, 'candidate') : `${estimated(distinct)} candidates`;
}
