import type { Statement } from '@spinel-studio/grammar';
import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver';
import type { ParsedDocument } from '../documents/studyDocument.ts';
import { rangeOf } from './positions.ts';

interface Outline {
  readonly name: string;
  readonly detail: string;
  readonly kind: SymbolKind;
}

/** The outline of a file: every statement, bases and family sites below theirs. */
export function documentSymbol(document: ParsedDocument): DocumentSymbol[] {
  return document.parsed.tree.statements.map((statement) => symbolOf(document, statement));
}

function symbolOf(document: ParsedDocument, statement: Statement): DocumentSymbol {
  const { text } = document;
  const range = rangeOf(text, statement.span);
  const selection = 'name' in statement && statement.name ? rangeOf(text, statement.name.span) : range;
  const symbol = { ...outlineOf(statement, oneLine(document, statement)), range, selectionRange: selection };
  if (statement.kind === 'base' && statement.items.length > 1) {
    const children = statement.items.flatMap(({ span, name, formula }) => {
      if (!formula) return [];
      const place = rangeOf(text, span);
      return [
        {
          name: name?.name ?? formula.text,
          detail: name ? formula.text : '',
          kind: SymbolKind.Constant,
          range: place,
          selectionRange: rangeOf(text, (name ?? formula).span),
        },
      ];
    });
    return { ...symbol, children };
  }
  return symbol;
}

function outlineOf(statement: Statement, text: string): Outline {
  switch (statement.kind) {
    case 'study':
      return { name: statement.title?.value || 'study', detail: 'study', kind: SymbolKind.File };
    case 'family':
      return { name: statement.name?.name ?? 'family', detail: 'family', kind: SymbolKind.Class };
    case 'pool':
      return { name: statement.name?.name ?? 'pool', detail: 'pool', kind: SymbolKind.Array };
    case 'base':
      return {
        name: statement.items.map(({ formula }) => formula?.text ?? '…').join(', ') || 'base',
        detail: statement.family ? `base : ${statement.family.name}` : 'base',
        kind: SymbolKind.Constant,
      };
    case 'base-from':
      return { name: statement.path?.value || 'base from', detail: 'base from', kind: SymbolKind.File };
    case 'substitute':
      return { name: text, detail: '', kind: SymbolKind.Operator };
    case 'screen':
    case 'exclude':
      return { name: text, detail: '', kind: SymbolKind.Boolean };
    default:
      return { name: text, detail: '', kind: SymbolKind.Event };
  }
}

const LONGEST_NAME = 80;

/** A statement as written, on one line; never empty, since clients refuse symbols without a name. */
function oneLine({ text }: ParsedDocument, { span, kind }: Statement): string {
  const written = text.getText().slice(span.start, Math.min(span.end, span.start + 4 * LONGEST_NAME));
  const line = written.replace(/\s+/g, ' ').trim() || kind;
  return line.length > LONGEST_NAME ? `${line.slice(0, LONGEST_NAME - 1)}…` : line;
}
