import type { CompletionItem, Position } from 'vscode-languageserver';
import type { ResolvedDocument } from '../documents/studyDocument.ts';
import {
  afterNumber,
  baseItems,
  columnItems,
  elementItems,
  familyItems,
  fileItems,
  keywordItems,
  poolItems,
  quantityItems,
  type Suggestion,
  siteItems,
  statementItems,
  stepItems,
  unitItems,
} from './completion/suggestions.ts';
import { rangeOf } from './positions.ts';
import { type Cursor, cursorAt } from './syntax/cursor.ts';

/** What is known of the tables that a file may name. */
export interface TablesNearby {
  /** Paths of tables beside the file, as it would write them. */
  paths(): Promise<readonly string[]>;
  /** The columns of a table as far as it has been read. */
  columnsOf(path: string): readonly string[];
}

/** What may stand at a position, the likeliest first. */
export async function completion(
  document: ResolvedDocument,
  position: Position,
  tables: TablesNearby,
  triggeredBy = '',
): Promise<CompletionItem[]> {
  const cursor = cursorAt(document, document.text.offsetAt(position));
  // A quotation mark that closes a string asks for nothing.
  if (triggeredBy === '"' && cursor.place !== 'string') return [];
  const suggestions =
    cursor.place === 'code'
      ? suggestionsAt(document, cursor, tables)
      : cursor.place === 'string' && namesTable(cursor)
        ? fileItems(await tables.paths())
        : [];
  const range = rangeOf(document.text, cursor.word);
  return suggestions.map((suggestion, index) => ({
    label: suggestion.label,
    kind: suggestion.kind,
    ...(suggestion.detail ? { detail: suggestion.detail } : {}),
    ...(suggestion.documentation
      ? { documentation: { kind: 'markdown' as const, value: suggestion.documentation } }
      : {}),
    sortText: String(index).padStart(4, '0'),
    textEdit: { range, newText: suggestion.insert ?? suggestion.label },
  }));
}

/** Whether the string at the cursor is the path of `base from`. */
function namesTable({ statement, before }: Cursor): boolean {
  return statement === 'base' && before.length === 2 && before[0] === 'from';
}

function suggestionsAt(
  document: ResolvedDocument,
  cursor: Cursor,
  tables: TablesNearby,
): readonly Suggestion[] {
  const inside = insideStatement(document, cursor, tables);
  const starts = statementItems();
  // A statement may begin anywhere, but most begin on a line of their own.
  return cursor.startsLine
    ? [...starts, ...inside]
    : cursor.before.length === 0
      ? inside
      : [...inside, ...starts];
}

function insideStatement(
  document: ResolvedDocument,
  cursor: Cursor,
  tables: TablesNearby,
): readonly Suggestion[] {
  const { before } = cursor;
  switch (cursor.statement) {
    case 'base':
      return inBase(document, before, tables);
    case 'pool':
      return before.includes('=') ? [...elementItems(), ...poolItems(document)] : [];
    case 'default':
      return before.length === 0 ? keywordItems('step') : before.length === 1 ? stepItems() : [];
    case 'substitute':
      return inSubstitute(document, before);
    case 'screen':
      return inScreen(before);
    case 'exclude':
      return [...elementItems(), ...poolItems(document)];
    case 'rank':
      return inRank(before);
    case 'explain':
      return inExplain(document, before);
    case 'family':
      return inFamily(before);
    default:
      return [];
  }
}

function inBase(
  document: ResolvedDocument,
  before: readonly string[],
  tables: TablesNearby,
): readonly Suggestion[] {
  const last = before.at(-1);
  if (last === undefined) return [...keywordItems('from'), ...elementItems()];
  if (last === ',' || last === '=') return elementItems();
  if (last === ':') return familyItems(document);
  if (last === 'column') return columnItems(tables.columnsOf(quoted(before[1])));
  if (last === 'pbe') return [];
  if (isNumber(last) && before.at(-2) === 'pbe') return unitItems('eV');
  if (before[0] === 'from') return before.includes('column') ? [] : keywordItems('column');
  return before.includes('pbe') ? [] : keywordItems('pbe');
}

function inSubstitute(document: ResolvedDocument, before: readonly string[]): readonly Suggestion[] {
  const keyword = before.findLast((word) => ['of', 'with', 'step', 'from', 'to', 'and'].includes(word));
  const last = before.at(-1);
  const complete = keyword !== last && last !== ',';
  switch (keyword) {
    case undefined:
      return last === undefined || last === ',' ? siteItems(document) : keywordItems('with', 'of', 'and');
    case 'and':
      return complete ? keywordItems('with') : siteItems(document);
    case 'of':
      return complete ? [...keywordItems('with'), ...baseItems(document)] : baseItems(document);
    case 'with': {
      const members = [...poolItems(document), ...elementItems()];
      return complete ? [...members, ...keywordItems('step', 'from', 'and')] : members;
    }
    case 'from':
      return complete ? keywordItems('to') : stepItems();
    default:
      return complete ? afterNumber(before) : stepItems();
  }
}

function inScreen(before: readonly string[]): readonly Suggestion[] {
  const [quantity] = before;
  const last = before.at(-1);
  if (quantity === undefined) return [...quantityItems('screen'), ...elementItems()];
  if (before.length === 1) return keywordItems('in');
  return isNumber(last) ? unitItems(quantity === 'hull' ? 'eV/atom' : 'eV') : [];
}

function inRank(before: readonly string[]): readonly Suggestion[] {
  const last = before.at(-1);
  if (last === undefined) return keywordItems('by');
  if (last === 'by' || last === ',' || last === '|' || last === '-') {
    return [...quantityItems('rank'), ...elementItems()];
  }
  if (isNumber(last) && before.at(-2) !== 'top') return [...unitItems('eV'), ...keywordItems('top')];
  return before.includes('top') ? [] : keywordItems('top');
}

function inExplain(document: ResolvedDocument, before: readonly string[]): readonly Suggestion[] {
  if (before.length === 0) return quantityItems('explain');
  return before.includes('for') ? baseItems(document) : keywordItems('for');
}

function inFamily(before: readonly string[]): readonly Suggestion[] {
  if (!before.includes('{') || before.includes('}')) return [];
  if (before.includes('anions')) return elementItems();
  return keywordItems(
    ...(before.includes('spacegroup') ? (['anions'] as const) : (['spacegroup', 'anions'] as const)),
  );
}

function isNumber(word: string | undefined): boolean {
  return word !== undefined && /^\d/.test(word);
}

function quoted(word: string | undefined): string {
  return word?.replace(/^"|"$/g, '') ?? '';
}
