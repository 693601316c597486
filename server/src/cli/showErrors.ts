import { counted } from '../counts.ts';
import type { StudySource } from '../pipeline/studySource.ts';
import type { Console } from './console.ts';
import { reportFindings } from './findingReport.ts';
import { shownName } from './shownName.ts';

/** Shows the findings that keep a study from being run, and says that there are warnings. */
export function showErrors(source: StudySource, console: Console): void {
  const errors = source.study.findings.filter(({ severity }) => severity === 'error');
  const lines = reportFindings(shownName(source.file), source.text, errors, console.paintNote);
  for (const line of lines) console.note(line);
  const warnings = source.study.findings.filter(({ severity }) => severity === 'warning').length;
  if (warnings === 0) return;
  console.note(console.paintNote('warning', `${counted(warnings, 'warning')}; "spinel check" shows more`));
}
