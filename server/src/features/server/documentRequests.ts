/** The requests of the language server protocol, each answered by its feature from the rung that it needs. */
import type { CompletionParams, Connection, InlayHint } from 'vscode-languageserver';
import type { DocumentStore } from '../../documents/documentStore.ts';
import type { ParsedDocument, ResolvedDocument, StudyDocument } from '../../documents/studyDocument.ts';
import { codeAction } from '../codeAction.ts';
import { codeLens } from '../codeLens.ts';
import { completion } from '../completion.ts';
import { definition } from '../definition.ts';
import { documentHighlight } from '../documentHighlight.ts';
import { documentSymbol } from '../documentSymbol.ts';
import { foldingRange } from '../foldingRange.ts';
import { formatting, rangeFormatting } from '../formatting.ts';
import { type HoverServices, hover } from '../hover.ts';
import { references } from '../references.ts';
import { prepareRename, rename } from '../rename.ts';
import { semanticTokens } from '../semanticTokens.ts';
import { answered, type Log } from './answers.ts';
import { diagnosticReport } from './diagnosing.ts';
import type { HintFlow } from './hintFlow.ts';

export interface DocumentServices {
  readonly store: DocumentStore;
  readonly log: Log;
  readonly hints: HintFlow;
  readonly hover: () => HoverServices;
  /** Settles when the client's settings are known, or soon; before that nothing can be predicted. */
  readonly configured: () => Promise<void>;
  readonly helpBase: () => string;
  readonly countsShown: () => boolean;
  /** Counts in the background and asks the client for its lenses again. */
  readonly countForLens: (document: StudyDocument) => void;
}

interface OfDocument {
  readonly textDocument: { readonly uri: string };
}

export function registerDocumentRequests(connection: Connection, services: DocumentServices): void {
  const { store, log } = services;
  const open = ({ textDocument }: OfDocument) => store.get(textDocument.uri);

  /** A feature that needs the syntax tree alone. */
  function fromParsed<P extends OfDocument, R, F>(
    name: string,
    fallback: F,
    answer: (document: ParsedDocument, parameters: P) => R,
  ) {
    return (parameters: P): Promise<R | F> =>
      answered<R | F>(name, log, fallback, () => {
        const document = open(parameters);
        return document ? answer(document.parsed(), parameters) : fallback;
      });
  }

  /** A feature that needs to know what the file means. */
  function fromResolved<P extends OfDocument, R, F>(
    name: string,
    fallback: F,
    answer: (document: ResolvedDocument, parameters: P) => R | Promise<R>,
  ) {
    return (parameters: P): Promise<R | F> =>
      answered<R | F>(name, log, fallback, () => {
        const document = open(parameters);
        return document ? answer(document.resolved(), parameters) : fallback;
      });
  }

  connection.onFoldingRanges(fromParsed('foldingRange', null, foldingRange));
  connection.onDocumentSymbol(fromParsed('documentSymbol', null, documentSymbol));
  connection.languages.semanticTokens.on(
    fromParsed('semanticTokens', { data: [] }, (document) => semanticTokens(document)),
  );
  connection.languages.semanticTokens.onRange(
    fromParsed('semanticTokens', { data: [] }, (document, { range }) => semanticTokens(document, range)),
  );
  connection.onDocumentFormatting(fromParsed('formatting', null, formatting));
  connection.onDocumentRangeFormatting(
    fromParsed('rangeFormatting', null, (document, { range }) => rangeFormatting(document, range)),
  );
  connection.onDefinition(
    fromParsed('definition', null, (document, { position }) => definition(document, position)),
  );
  connection.onReferences(
    fromParsed('references', null, (document, { position, context }) =>
      references(document, position, context.includeDeclaration),
    ),
  );
  connection.onDocumentHighlight(
    fromParsed('documentHighlight', null, (document, { position }) => documentHighlight(document, position)),
  );
  connection.onPrepareRename(
    fromParsed('prepareRename', null, (document, { position }) => prepareRename(document, position)),
  );
  connection.onRenameRequest(
    fromParsed('rename', null, (document, { position, newName }) => rename(document, position, newName)),
  );
  connection.onCompletion(
    fromResolved('completion', null, (document, { position, context }: CompletionParams) =>
      completion(
        document,
        position,
        {
          paths: () => store.tablesBeside(document.uri),
          columnsOf: (path) => store.columns(document.uri, path),
        },
        context?.triggerCharacter,
      ),
    ),
  );
  connection.onCodeAction(
    fromResolved('codeAction', null, (document, { range, context }) => codeAction(document, range, context)),
  );
  connection.onCodeLens(
    fromResolved('codeLens', null, (document) => {
      const held = store.get(document.uri);
      if (!held || !services.countsShown()) return codeLens(document, undefined);
      services.countForLens(held);
      return codeLens(document, held.countsKnown());
    }),
  );
  connection.onHover((parameters, token) => {
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort());
    const answer = fromResolved('hover', null, (document, { position }: typeof parameters) =>
      hover(document, position, services.hover(), stop.signal),
    );
    return services.configured().then(() => answer(parameters));
  });
  connection.languages.diagnostics.on(
    fromResolved(
      'diagnostic',
      { kind: 'full' as const, items: [] },
      (document, parameters: OfDocument & { readonly previousResultId?: string }) =>
        diagnosticReport(document, services.helpBase(), parameters.previousResultId),
    ),
  );
  connection.languages.inlayHint.on((parameters) =>
    answered<InlayHint[] | null>('inlayHint', log, null, async () => {
      await services.configured();
      const document = open(parameters);
      return document ? services.hints.hints(document, parameters.range) : null;
    }),
  );
}
