import { type Diagnostic, DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver';
import { type FindingCode, helpPage, type Severity } from '../catalogue.ts';
import { grouped } from '../counts.ts';
import type { ResolvedDocument } from '../documents/studyDocument.ts';
import { syntaxFindings } from '../study/findings/syntaxFindings.ts';
import type { Finding } from '../study/types.ts';
import { rangeOf } from './positions.ts';

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  hint: DiagnosticSeverity.Hint,
};

/** More than this helps nobody and costs the client; the last one says how many are left. */
const MOST = 1000;

/** Everything wrong with a file. `helpBase` is the address under which the help pages of codes lie, or empty for none. */
export function diagnostics(document: ResolvedDocument, helpBase: string): Diagnostic[] {
  const all = findingsOf(document);
  const shown =
    all.length > MOST ? [...all.slice(0, MOST - 1), theRest(document, all.length - MOST + 1)] : all;
  return shown.map((finding) => diagnosticOf(document, finding, helpBase));
}

/** Problems of the text and findings of its study, in the order of the text. */
export function findingsOf({ parsed, study, text }: ResolvedDocument): readonly Finding[] {
  const problems = syntaxFindings(parsed.problems, text.getText());
  return [...problems, ...study.findings].sort((a, b) => a.span.start - b.span.start);
}

function theRest({ text }: ResolvedDocument, count: number): Finding {
  const end = text.getText().length;
  const message = `There are ${grouped(count)} more findings. Mend those above to see them.`;
  return { code: 'SP1001', severity: 'error', span: { start: end, end }, message, fixes: [] };
}

function diagnosticOf(document: ResolvedDocument, finding: Finding, helpBase: string): Diagnostic {
  const { uri, text } = document;
  const { code, severity, span, message, related, unnecessary, fixes } = finding;
  return {
    range: rangeOf(text, visible(span, text.getText())),
    severity: severities[severity],
    code,
    source: 'spinel',
    message,
    data: { fixes: fixes.map(({ title }) => title) },
    ...(helpBase === '' ? {} : { codeDescription: { href: helpAddress(code, helpBase) } }),
    ...(unnecessary ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    ...(related && related.length > 0
      ? {
          relatedInformation: related.map((place) => ({
            location: { uri, range: rangeOf(text, place.span) },
            message: place.message,
          })),
        }
      : {}),
  };
}

/** The address of a code's help page. */
export function helpAddress(code: FindingCode, helpBase: string): string {
  const page = helpPage(code).split('/').at(-1) ?? '';
  return `${helpBase.endsWith('/') ? helpBase : `${helpBase}/`}${page}`;
}

/** An empty span is drawn as nothing by most editors; it takes in the character before or after it. */
function visible(span: { readonly start: number; readonly end: number }, text: string): typeof span {
  if (span.end > span.start) return span;
  const before = text[span.start - 1];
  if (before !== undefined && before !== '\n' && before !== '\r')
    return { start: span.start - 1, end: span.end };
  const after = text[span.end];
  const solid = after !== undefined && after !== '\n' && after !== '\r';
  return solid ? { start: span.start, end: span.end + 1 } : span;
}
