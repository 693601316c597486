/** Diagnostics on both ways: clients that can, pull them; to the others they are pushed. */
import {
  type Diagnostic,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
} from 'vscode-languageserver';
import { Digest } from '../../documents/digest.ts';
import type { ResolvedDocument } from '../../documents/studyDocument.ts';
import { diagnostics } from '../diagnostics.ts';

/** The report that a client pulls; `unchanged` where it has these diagnostics already. */
export function diagnosticReport(
  document: ResolvedDocument,
  helpBase: string,
  previousResultId: string | undefined,
): DocumentDiagnosticReport {
  const items = diagnostics(document, helpBase);
  const resultId = identityOf(items);
  return resultId === previousResultId
    ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId }
    : { kind: DocumentDiagnosticReportKind.Full, resultId, items };
}

function identityOf(items: readonly Diagnostic[]): string {
  const digest = new Digest();
  digest.text(JSON.stringify(items));
  return digest.key;
}

/** Pushes the diagnostics of documents that changed, once for all edits that came together. */
export class DiagnosticsPush {
  readonly #push: (uri: string) => void;
  readonly #waiting = new Set<string>();
  #timer: NodeJS.Immediate | undefined;

  constructor(push: (uri: string) => void) {
    this.#push = push;
  }

  changed(uri: string): void {
    this.#waiting.add(uri);
    this.#timer ??= setImmediate(() => {
      this.#timer = undefined;
      const uris = [...this.#waiting];
      this.#waiting.clear();
      for (const waiting of uris) this.#push(waiting);
    });
  }

  closed(uri: string): void {
    this.#waiting.delete(uri);
  }
}
